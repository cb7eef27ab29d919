package io.maskstream.trainer.mask;

import io.maskstream.trainer.tensor.Layers;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.image.ResizeBilinear;
import org.tensorflow.op.math.Mean;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/** Operations shared by the mask networks for images. */
final class ImageMaps {

    /** Keeps an image of one colour finite. */
    private static final float LEAST_VARIANCE = 1e-3f;

    private ImageMaps() {}

    /**
     * Returns the side of a square with a number of features.
     *
     * @throws IllegalArgumentException if the number is not a square
     */
    static int side(long features) {
        int side = (int) Math.round(Math.sqrt((double) features));
        if ((long) side * side != features) {
            throw new IllegalArgumentException(
                    "The mask network 'pooled' reshapes the model's features to a square, but " + features
                            + " is not a square number: choose the mask network 'convolutions'.");
        }
        return side;
    }

    /** Resizes maps [batch, height, width, channels]: up by linear interpolation, down by means. */
    static Operand<TFloat32> resized(Ops tf, Operand<TFloat32> maps, int height, int width) {
        long down = maps.shape().get(1) / height;
        long across = maps.shape().get(2) / width;
        Operand<TFloat32> x = maps;
        if (down > 1 || across > 1) {
            List<Long> cell = List.of(1L, Math.max(1, down), Math.max(1, across), 1L);
            x = tf.nn.avgPool(x, cell, cell, "VALID");
        }
        if (x.shape().get(1) == height && x.shape().get(2) == width) {
            return x;
        }
        return tf.image.resizeBilinear(
                x, tf.constant(new int[] {height, width}), ResizeBilinear.halfPixelCenters(true));
    }

    /**
     * Reshapes rows of pixels [batch, pixels, channels] to images [batch, height, width, channels]; returns images
     * unchanged.
     */
    static Operand<TFloat32> image(Ops tf, Operand<TFloat32> pixels, ImageGrid grid) {
        if (pixels.shape().numDimensions() == IMAGE_DIMENSIONS) {
            return pixels;
        }
        int channels = (int) pixels.shape().get(2);
        return tf.reshape(pixels, tf.constant(new int[] {-1, grid.height(), grid.width(), channels}));
    }

    /** Number of dimensions of a batch of images: batch, height, width, channels. */
    static final int IMAGE_DIMENSIONS = 4;

    /** Standardises each image to a mean of 0 and a standard deviation of 1, whatever scale its model expects. */
    static Operand<TFloat32> standardised(Ops tf, Operand<TFloat32> images) {
        Operand<TInt32> all = tf.constant(new int[] {1, 2, 3});
        Operand<TFloat32> centred = tf.math.sub(images, tf.math.mean(images, all, Mean.keepDims(true)));
        Operand<TFloat32> variance = tf.math.mean(tf.math.square(centred), all, Mean.keepDims(true));
        return tf.math.mul(centred, tf.math.rsqrt(tf.math.add(variance, tf.constant(LEAST_VARIANCE))));
    }

    /**
     * Adds the last layer of a mask network: one logit for each cell, [batch, height, width, 1], from maps of the same
     * size.
     */
    static Operand<TFloat32> logits(Layers layers, Operand<TFloat32> maps, int channels) {
        return layers.conv2d("mask.out", maps, 1, channels, 1, 1, WordConvolutions.FIRST_LOGIT);
    }

    /** Interpolates values at the cells of a grid, [batch, cells], linearly to the cells of a finer grid. */
    static Operand<TFloat32> enlarged(Ops tf, Operand<TFloat32> cells, ImageGrid grid, ImageGrid finer) {
        Operand<TFloat32> maps = tf.reshape(cells, tf.constant(new int[] {-1, grid.maskHeight(), grid.maskWidth(), 1}));
        return tf.reshape(
                resized(tf, maps, finer.maskHeight(), finer.maskWidth()), tf.constant(new int[] {-1, finer.cells()}));
    }

    /** Returns 1 at every cell: [batch, cells]. */
    static Operand<TFloat32> ones(Ops tf, Operand<? extends TType> images, ImageGrid grid) {
        Operand<TInt32> batch = tf.slice(tf.shape(images), tf.constant(new int[] {0}), tf.constant(new int[] {1}));
        Operand<TInt32> shape = tf.concat(List.of(batch, tf.constant(new int[] {grid.cells()})), tf.constant(0));
        return tf.reshape(tf.fill(shape, tf.constant(1f)), tf.constant(new int[] {-1, grid.cells()}));
    }
}
