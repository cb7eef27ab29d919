package io.maskstream.trainer.mask;

import io.maskstream.trainer.tensor.Layers;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.image.ResizeBilinear;
import org.tensorflow.op.math.Mean;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** What mask networks for square images have in common. */
final class ImageMaps {

    /** Keeps an image of one colour finite. */
    private static final float LEAST_VARIANCE = 1e-3f;

    private ImageMaps() {}

    /**
     * The side of a square of so many pixels.
     *
     * @throws IllegalArgumentException if there is none
     */
    static int side(long pixels) {
        int side = (int) Math.round(Math.sqrt((double) pixels));
        if ((long) side * side != pixels) {
            throw new IllegalArgumentException(pixels + " pixels or features are no square");
        }
        return side;
    }

    /** Maps [batch, height, width, channels] in another size, by linear interpolation. */
    static Operand<TFloat32> enlarged(Ops tf, Operand<TFloat32> maps, int side) {
        return tf.image.resizeBilinear(
                maps, tf.constant(new int[] {side, side}), ResizeBilinear.halfPixelCenters(true));
    }

    /** Rows of pixels [batch, pixels, channels], or images, as images [batch, side, side, channels]. */
    static Operand<TFloat32> image(Ops tf, Operand<TFloat32> pixels, int side, int channels) {
        return tf.reshape(pixels, tf.constant(new int[] {-1, side, side, channels}));
    }

    /** Each image with a mean of 0 and a standard deviation of 1, whatever the scale that its model wants. */
    static Operand<TFloat32> standardised(Ops tf, Operand<TFloat32> images) {
        Operand<TInt32> all = tf.constant(new int[] {1, 2, 3});
        Operand<TFloat32> centred = tf.math.sub(images, tf.math.mean(images, all, Mean.keepDims(true)));
        Operand<TFloat32> variance = tf.math.mean(tf.math.square(centred), all, Mean.keepDims(true));
        return tf.math.mul(centred, tf.math.rsqrt(tf.math.add(variance, tf.constant(LEAST_VARIANCE))));
    }

    /** The last layer of a mask network: a weight a pixel, [batch, pixels], from maps of the size of the image. */
    static Operand<TFloat32> weights(Layers layers, Operand<TFloat32> maps, int channels) {
        Ops tf = layers.tf();
        Operand<TFloat32> logits = layers.conv2d("mask.out", maps, 1, channels, 1, 1, WordConvolutions.FIRST_LOGIT);
        int pixels = (int) (maps.shape().get(1) * maps.shape().get(2));
        return tf.math.softplus(tf.reshape(logits, tf.constant(new int[] {-1, pixels})));
    }
}
