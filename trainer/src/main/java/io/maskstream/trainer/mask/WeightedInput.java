package io.maskstream.trainer.mask;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Multiplies the tensor that a mask multiplies by weights of its parts.
 *
 * @param maskable [batch, length, channels] for tokens; [batch, height, width, channels], or pixels in rows, [batch,
 *     height * width, channels], for images
 * @param grid grid of the weights of an image; null for tokens
 */
record WeightedInput(Operand<TFloat32> maskable, ImageGrid grid) {

    /**
     * Adds the weighted tensor to the graph and returns its name. It is the reference plus the difference of each token or
     * pixel from it times its weight. The weights of cells are interpolated linearly at the pixels.
     *
     * @param weights in [0,1], [batch, length or cells]
     * @param reference a tensor that can be broadcast to {@code maskable}; null for zeros
     */
    String add(Ops tf, Operand<TFloat32> weights, Operand<TFloat32> reference) {
        Operand<TFloat32> weighted = reference == null
                ? multiplied(tf, maskable, weights)
                : tf.math.add(reference, multiplied(tf, tf.math.sub(maskable, reference), weights));
        return weighted.op().name();
    }

    private Operand<TFloat32> multiplied(Ops tf, Operand<TFloat32> values, Operand<TFloat32> weights) {
        boolean rows = maskable.shape().numDimensions() != ImageMaps.IMAGE_DIMENSIONS;
        if (grid == null || (rows && grid.isFull())) {
            return tf.math.mul(values, tf.expandDims(weights, tf.constant(2)));
        }
        Operand<TFloat32> pixels =
                tf.expandDims(ImageMaps.enlarged(tf, weights, grid, grid.ofPixels()), tf.constant(2));
        return tf.math.mul(values, rows ? pixels : ImageMaps.image(tf, pixels, grid));
    }
}
