package io.maskstream.trainer.mask;

import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Sum;
import org.tensorflow.op.math.Mean;
import org.tensorflow.types.TFloat32;

/**
 * Scales the features of each record to a root mean square of 1, so that a mask network learns equally fast from
 * embeddings of magnitude 0.01 and activations of magnitude 100. Ratios within a record stay the same.
 */
final class FeatureScale {

    /** Keeps a record of zeros finite. */
    private static final float LEAST_SQUARE = 1e-12f;

    private FeatureScale() {}

    /**
     * Returns what {@link #ofTokens} multiplies the features of valid tokens by: [batch, 1].
     *
     * @param x [batch, length, channels]
     * @param valid 1 at tokens, 0 elsewhere, [batch, length]; features at 0 do not count
     */
    static Operand<TFloat32> factorOfTokens(Ops tf, Operand<TFloat32> x, Operand<TFloat32> valid) {
        return factorOfTokens(tf, x, valid, LEAST_SQUARE);
    }

    private static Operand<TFloat32> factorOfTokens(
            Ops tf, Operand<TFloat32> x, Operand<TFloat32> valid, float leastSquare) {
        Operand<TFloat32> squares = tf.sum(tf.math.square(x), tf.constant(2));
        Operand<TFloat32> values = tf.math.mul(
                tf.math.maximum(tf.sum(valid, tf.constant(1), Sum.keepDims(true)), tf.constant(1f)),
                tf.constant((float) x.shape().get(2)));
        Operand<TFloat32> square =
                tf.math.div(tf.sum(tf.math.mul(squares, valid), tf.constant(1), Sum.keepDims(true)), values);
        return factor(tf, square, leastSquare);
    }

    /**
     * Scales the features of tokens.
     *
     * @param x [batch, length, channels]
     * @param valid 1 at tokens, 0 elsewhere, [batch, length]; features at 0 are set to 0 and do not count
     * @param leastSquare added to the mean square; a record whose mean square is far below it stays small
     */
    static Operand<TFloat32> ofTokens(Ops tf, Operand<TFloat32> x, Operand<TFloat32> valid, float leastSquare) {
        Operand<TFloat32> scales = tf.math.mul(valid, factorOfTokens(tf, x, valid, leastSquare));
        return tf.math.mul(x, tf.expandDims(scales, tf.constant(2)));
    }

    /** Scales maps of shape [batch, height, width, channels]. */
    static Operand<TFloat32> ofMaps(Ops tf, Operand<TFloat32> x) {
        int[] all = IntStream.range(1, x.shape().numDimensions()).toArray();
        Operand<TFloat32> square = tf.math.mean(tf.math.square(x), tf.constant(all), Mean.keepDims(true));
        return tf.math.mul(x, factor(tf, square, LEAST_SQUARE));
    }

    private static Operand<TFloat32> factor(Ops tf, Operand<TFloat32> square, float leastSquare) {
        return tf.math.rsqrt(tf.math.add(square, tf.constant(leastSquare)));
    }
}
