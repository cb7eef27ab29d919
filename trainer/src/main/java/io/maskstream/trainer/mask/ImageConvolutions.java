package io.maskstream.trainer.mask;

import io.maskstream.trainer.tensor.Layers;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * A lean mask network for images. The model's last convolution still knows where it has seen what, so its maps are
 * enlarged step by step to the size of the image, with a convolution at each size, and half as many filters at the next. At
 * the full size the image itself is read, too, so that a mask can follow outlines that the coarse maps have lost (as the
 * skip connections of Dabkowski and Gal 2017).
 *
 * @param filters at the size of the maps
 * @param details filters on the image
 */
public record ImageConvolutions(int filters, int details) implements MaskNetwork {

    private static final int KERNEL = 3;

    @Override
    public Operand<TFloat32> build(
            Layers layers,
            Operand<TFloat32> maskable,
            Operand<TFloat32> features,
            Operand<TFloat32> valid,
            int channels) {
        Ops tf = layers.tf();
        int side = ImageMaps.side(valid.shape().get(1));
        int size = (int) features.shape().get(1);
        Operand<TFloat32> local = layers.conv2d("mask.in", features, 1, channels, filters, 1, 0);
        Operand<TFloat32> x = tf.nn.selu(inContext(layers, local, features, channels));
        x = tf.math.add(x, tf.nn.selu(layers.conv2d("mask.convolution" + size, x, KERNEL, filters, filters, 1, 0)));
        int width = filters;
        while (2 * size < side) {
            size = 2 * size;
            x = ImageMaps.enlarged(tf, x, size);
            x = tf.nn.selu(layers.conv2d("mask.convolution" + size, x, KERNEL, width, width / 2, 1, 0));
            width /= 2;
        }
        x = layers.conv2d("mask.convolution" + side, ImageMaps.enlarged(tf, x, side), KERNEL, width, width, 1, 0);
        // The sum of a convolution each is one convolution over both.
        x = tf.nn.selu(tf.math.add(
                x, layers.conv2d("mask.details", details(layers, maskable, side), KERNEL, details, width, 1, 0)));
        x = tf.nn.selu(layers.conv2d("mask.joint", x, KERNEL, width, width / 2, 1, 0));
        return ImageMaps.weights(layers, x, width / 2);
    }

    /**
     * Scales and shifts each filter by what the whole image has: its maps averaged, as the model does before it decides. What
     * speaks for a class stands in the maps at its place, but which class has won does not. (FiLM, Perez et al. 2018.) It
     * starts by changing nothing.
     */
    private Operand<TFloat32> inContext(
            Layers layers, Operand<TFloat32> local, Operand<TFloat32> features, int channels) {
        Ops tf = layers.tf();
        Operand<TFloat32> pooled = tf.math.mean(features, tf.constant(new int[] {1, 2}));
        Operand<TFloat32> context = tf.nn.selu(layers.dense("mask.context", pooled, channels, filters, 1));
        Operand<TInt32> everywhere = tf.constant(new int[] {-1, 1, 1, filters});
        Operand<TFloat32> scale =
                tf.reshape(layers.dense("mask.context_scale", context, filters, filters, 0), everywhere);
        Operand<TFloat32> shift =
                tf.reshape(layers.dense("mask.context_shift", context, filters, filters, 0), everywhere);
        return tf.math.add(tf.math.mul(local, tf.math.add(scale, tf.constant(1f))), shift);
    }

    private Operand<TFloat32> details(Layers layers, Operand<TFloat32> maskable, int side) {
        Ops tf = layers.tf();
        int colours = (int) maskable.shape().get(maskable.shape().numDimensions() - 1);
        Operand<TFloat32> image = ImageMaps.standardised(tf, ImageMaps.image(tf, maskable, side, colours));
        Operand<TFloat32> x = tf.nn.selu(layers.conv2d("mask.details1", image, KERNEL, colours, details, 1, 0));
        return tf.nn.selu(layers.conv2d("mask.details2", x, KERNEL, details, details, 1, 0));
    }
}
