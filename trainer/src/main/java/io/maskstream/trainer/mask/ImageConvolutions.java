package io.maskstream.trainer.mask;

import io.maskstream.trainer.graph.Layers;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A lean mask network for images. The model's last convolution still knows where it has seen what, so its maps are
 * enlarged step by step to the size of the image, with a convolution at each size, and half as many filters at the next.
 *
 * @param filters at the size of the maps
 */
public record ImageConvolutions(int filters) implements MaskNetwork {

    private static final int KERNEL = 3;

    @Override
    public Operand<TFloat32> build(Layers layers, Operand<TFloat32> features, Operand<TFloat32> valid, int channels) {
        Ops tf = layers.tf();
        int side = ImageMaps.side(valid.shape().get(1));
        int size = (int) features.shape().get(1);
        Operand<TFloat32> x = tf.nn.selu(layers.conv2d("mask.in", features, 1, channels, filters, 1, 0));
        x = tf.math.add(x, tf.nn.selu(layers.conv2d("mask.convolution" + size, x, KERNEL, filters, filters, 1, 0)));
        int width = filters;
        while (size < side) {
            size = Math.min(2 * size, side);
            x = ImageMaps.enlarged(tf, x, size);
            x = tf.nn.selu(layers.conv2d("mask.convolution" + size, x, KERNEL, width, width / 2, 1, 0));
            width /= 2;
        }
        return ImageMaps.weights(layers, x, width);
    }
}
