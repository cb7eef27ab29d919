package io.maskstream.trainer.mask;

import io.maskstream.trainer.graph.Layers;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.image.ResizeBilinear;
import org.tensorflow.types.TFloat32;

/** What mask networks for square images have in common. */
final class ImageMaps {

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

    /** The last layer of a mask network: a weight a pixel, [batch, pixels], from maps of the size of the image. */
    static Operand<TFloat32> weights(Layers layers, Operand<TFloat32> maps, int channels) {
        Ops tf = layers.tf();
        Operand<TFloat32> logits = layers.conv2d("mask.out", maps, 1, channels, 1, 1, WordConvolutions.FIRST_LOGIT);
        int pixels = (int) (maps.shape().get(1) * maps.shape().get(2));
        return tf.math.softplus(tf.reshape(logits, tf.constant(new int[] {-1, pixels})));
    }
}
