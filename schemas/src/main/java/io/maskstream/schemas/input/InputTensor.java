package io.maskstream.schemas.input;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/**
 * The tensor in which a graph takes a batch of encoded inputs.
 *
 * @param type of its elements
 * @param sample shape of one record but for its length, where that differs from graph to graph: empty for [length]
 * @param padding value of the elements that fill a shorter record up
 * @param paddedAtStart whether those come before the record and not behind it
 */
public record InputTensor(ElementType type, List<Integer> sample, int padding, boolean paddedAtStart) {

    /** Types of elements. */
    public enum ElementType {
        INT32(Integer.BYTES),
        UINT8(1);

        private final int bytes;

        ElementType(int bytes) {
            this.bytes = bytes;
        }
    }

    public InputTensor {
        sample = List.copyOf(sample);
    }

    /** Token ids: int32 [batch, length]. */
    public static InputTensor ids(int padding, boolean paddedAtStart) {
        return new InputTensor(ElementType.INT32, List.of(), padding, paddedAtStart);
    }

    /** Pixels {@code 0xAARRGGBB}: int32 [batch, pixels]. */
    public static InputTensor argb() {
        return new InputTensor(ElementType.INT32, List.of(), 0, false);
    }

    /** Samples of pixels: uint8 [batch, height, width, channels]. */
    public static InputTensor pixels(int height, int width, int channels) {
        return new InputTensor(ElementType.UINT8, List.of(height, width, channels), 0, false);
    }

    /**
     * The shape of a batch.
     *
     * @param length of the graph, in tokens or pixels
     */
    public long[] shape(int batch, int length) {
        if (sample.isEmpty()) {
            return new long[] {batch, length};
        }
        long[] shape = new long[sample.size() + 1];
        shape[0] = batch;
        for (int i = 0; i < sample.size(); i++) {
            shape[i + 1] = sample.get(i);
        }
        return shape;
    }

    /**
     * A batch's elements, row by row, in this machine's order of bytes.
     *
     * @param inputs none longer than {@code length}
     * @param length of the graph, in tokens or pixels
     */
    public ByteBuffer batch(List<? extends EncodedInput> inputs, int length) {
        long elements = Arrays.stream(shape(inputs.size(), length)).reduce(1, Math::multiplyExact);
        ByteBuffer batch =
                ByteBuffer.allocate(Math.toIntExact(elements * type.bytes)).order(ByteOrder.nativeOrder());
        inputs.forEach(input -> input.writeTo(batch, this, length));
        return batch.flip();
    }
}
