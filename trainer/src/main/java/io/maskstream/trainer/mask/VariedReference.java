package io.maskstream.trainer.mask;

import io.maskstream.trainer.tensor.Layers;
import java.util.Arrays;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.math.Mean;
import org.tensorflow.types.TFloat32;

/**
 * What parts become that a mask leaves out, drawn for each record in each step of training: of pictures the reference itself,
 * the blurred picture, noise or another picture; of tokens the reference or another record's tokens. Where nobody knows what
 * will stand around the parts that are kept, neither their outline nor what it encloses can become a code (Dabkowski and Gal
 * 2017 alternate between blur and colour with noise).
 */
final class VariedReference {

    /** Side of the squares whose means a blurred picture is made of, as a share of the picture's. */
    private static final int BLURRED = 8;

    private VariedReference() {}

    /**
     * Adds a draw.
     *
     * @param maskable [batch, length, channels], [batch, height, width, channels] or [batch, pixels, channels]
     * @param valid [batch, parts]
     * @param grid of images; null of tokens
     * @param reference a number a channel; null for zeros
     * @return of the shape of {@code maskable}
     */
    static Operand<TFloat32> of(
            Layers layers,
            Operand<TFloat32> maskable,
            Operand<TFloat32> valid,
            ImageGrid grid,
            Operand<TFloat32> reference) {
        Ops tf = layers.tf();
        Operand<TFloat32> usual = tf.math.mul(maskable, tf.constant(0f));
        usual = reference == null ? usual : tf.math.add(usual, reference);
        if (grid == null) {
            return drawn(layers, valid, List.of(usual, shifted(tf, maskable)));
        }
        Operand<TFloat32> image = ImageMaps.image(tf, maskable, grid);
        Operand<TFloat32> chosen = drawn(
                layers,
                valid,
                List.of(
                        ImageMaps.image(tf, usual, grid),
                        blurred(tf, image, grid),
                        noise(layers, image),
                        shifted(tf, image)));
        return maskable.shape().numDimensions() == ImageMaps.IMAGE_DIMENSIONS
                ? chosen
                : tf.reshape(chosen, tf.shape(maskable));
    }

    /** One of the candidates for each record. */
    private static Operand<TFloat32> drawn(Layers layers, Operand<TFloat32> valid, List<Operand<TFloat32>> candidates) {
        Ops tf = layers.tf();
        int[] everywhere = new int[candidates.get(0).shape().numDimensions()];
        Arrays.fill(everywhere, 1);
        everywhere[0] = -1;
        Operand<TFloat32> number = tf.math.floor(
                tf.math.mul(tf.reshape(layers.uniformPerSequence(valid), tf.constant(everywhere)), tf.constant((float)
                        candidates.size())));
        Operand<TFloat32> sum = null;
        for (int i = 0; i < candidates.size(); i++) {
            Operand<TFloat32> one = tf.math.mul(
                    candidates.get(i), tf.dtypes.cast(tf.math.equal(number, tf.constant((float) i)), TFloat32.class));
            sum = sum == null ? one : tf.math.add(sum, one);
        }
        return sum;
    }

    /** What the next record of the batch has in the same place. */
    private static Operand<TFloat32> shifted(Ops tf, Operand<TFloat32> records) {
        return tf.roll(records, tf.constant(new int[] {1}), tf.constant(new int[] {0}));
    }

    private static Operand<TFloat32> blurred(Ops tf, Operand<TFloat32> image, ImageGrid grid) {
        Operand<TFloat32> small =
                ImageMaps.resized(tf, image, Math.max(1, grid.height() / BLURRED), Math.max(1, grid.width() / BLURRED));
        return ImageMaps.resized(tf, small, grid.height(), grid.width());
    }

    /** Of the mean and the deviation that each channel has in the picture. */
    private static Operand<TFloat32> noise(Layers layers, Operand<TFloat32> image) {
        Ops tf = layers.tf();
        Operand<TFloat32> mean = tf.math.mean(image, tf.constant(new int[] {1, 2}), Mean.keepDims(true));
        Operand<TFloat32> variance = tf.math.mean(
                tf.math.squaredDifference(image, mean), tf.constant(new int[] {1, 2}), Mean.keepDims(true));
        Operand<TFloat32> uniform = tf.math.sub(layers.uniformLike(image), tf.constant(0.5f));
        return tf.math.add(
                mean, tf.math.mul(tf.math.sqrt(variance), tf.math.mul(uniform, tf.constant((float) Math.sqrt(12)))));
    }
}
