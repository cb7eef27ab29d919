package io.maskstream.schemas.input;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/**
 * The input tensor of a graph, which takes a batch of encoded inputs.
 *
 * @param type type of the elements
 * @param sample shape of one record; empty for [length], where the length differs between graphs
 * @param padding value of the elements that pad a shorter record
 * @param paddedAtStart whether padding comes before the record rather than after it
 */
public record InputTensor(ElementType type, List<Integer> sample, int padding, boolean paddedAtStart) {

    /** The types of elements. */
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

    /** Returns the tensor of token ids: int32 [batch, length]. */
    public static InputTensor ids(int padding, boolean paddedAtStart) {
        return new InputTensor(ElementType.INT32, List.of(), padding, paddedAtStart);
    }

    /** Returns the tensor of pixels {@code 0xAARRGGBB}: int32 [batch, pixels]. */
    public static InputTensor argb() {
        return new InputTensor(ElementType.INT32, List.of(), 0, false);
    }

    /** Returns the tensor of pixel samples: uint8 [batch, height, width, channels]. */
    public static InputTensor pixels(int height, int width, int channels) {
        return new InputTensor(ElementType.UINT8, List.of(height, width, channels), 0, false);
    }

    /**
     * Returns the shape of a batch.
     *
     * @param length length of the graph's input in tokens or pixels
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
     * Returns the elements of a batch, row by row, in native byte order.
     *
     * @param inputs the inputs, each at most {@code length} long
     * @param length length of the graph's input in tokens or pixels
     */
    public ByteBuffer batch(List<? extends EncodedInput> inputs, int length) {
        long elements = Arrays.stream(shape(inputs.size(), length)).reduce(1, Math::multiplyExact);
        ByteBuffer batch =
                ByteBuffer.allocate(Math.toIntExact(elements * type.bytes)).order(ByteOrder.nativeOrder());
        inputs.forEach(input -> input.writeTo(batch, this, length));
        return batch.flip();
    }
}
