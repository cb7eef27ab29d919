package io.maskstream.trainer.mask;

import io.maskstream.trainer.tensor.Layers;
import java.util.Arrays;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.math.Mean;
import org.tensorflow.types.TFloat32;

/**
 * Random replacements of parts that a mask leaves out, drawn for each record in each training step: for images the
 * reference itself, the blurred image, noise or another image; for tokens the reference or another record's tokens.
 * With unpredictable surroundings, neither the outline of the kept parts nor the area inside it can encode the class
 * (Dabkowski and Gal 2017 alternate between blur and colour with noise).
 */
final class VariedReference {

    /** A blurred image has 1/8 of the image's resolution along each side. */
    private static final int BLURRED = 8;

    private VariedReference() {}

    /**
     * Adds the random replacements.
     *
     * @param maskable [batch, length, channels], [batch, height, width, channels] or [batch, pixels, channels]
     * @param valid [batch, parts]
     * @param grid grid of images; null for tokens
     * @param reference one value for each channel; null for zeros
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

    /** Draws one of the candidates for each record. */
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

    /** Returns the contents of another record of the batch at the same positions. */
    private static Operand<TFloat32> shifted(Ops tf, Operand<TFloat32> records) {
        return tf.roll(records, tf.constant(new int[] {1}), tf.constant(new int[] {0}));
    }

    private static Operand<TFloat32> blurred(Ops tf, Operand<TFloat32> image, ImageGrid grid) {
        Operand<TFloat32> small =
                ImageMaps.resized(tf, image, Math.max(1, grid.height() / BLURRED), Math.max(1, grid.width() / BLURRED));
        return ImageMaps.resized(tf, small, grid.height(), grid.width());
    }

    /** Returns noise with the mean and standard deviation of each channel of the image. */
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
