package io.maskstream.trainer.evaluate.surrogate;

import io.maskstream.trainer.tensor.Layers;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Four convolutions of 3 x 3, two of which have a stride of 2, followed by the mean and the maximum over all positions.
 *
 * @param height of the image in pixels
 * @param pixelWidth width of the image in pixels
 * @param channels number of channels of a pixel
 */
record PictureBody(int height, int pixelWidth, int channels) implements SmallNetwork.Body {

    private static final int KERNEL = 3;
    private static final int FIRST = 32;
    private static final int LAST = 96;

    @Override
    public long[] sample() {
        return new long[] {height, pixelWidth, channels};
    }

    @Override
    public int width() {
        return 2 * LAST;
    }

    @Override
    public Operand<TFloat32> build(Layers layers, Operand<TFloat32> rows) {
        Operand<TFloat32> x = convolved(layers, "conv1", rows, 2, channels, FIRST);
        x = convolved(layers, "conv2", x, 1, FIRST, FIRST);
        x = convolved(layers, "conv3", x, 2, FIRST, LAST);
        x = convolved(layers, "conv4", x, 1, LAST, LAST);
        Ops tf = layers.tf();
        return tf.concat(
                List.of(tf.math.mean(x, tf.constant(new int[] {1, 2})), tf.max(x, tf.constant(new int[] {1, 2}))),
                tf.constant(1));
    }

    private static Operand<TFloat32> convolved(
            Layers layers, String name, Operand<TFloat32> x, int stride, int in, int out) {
        return layers.batchNormRelu(
                name + "_norm", layers.stridedConv2d(name, x, KERNEL, stride, in, out, Math.sqrt(2)), out);
    }
}
