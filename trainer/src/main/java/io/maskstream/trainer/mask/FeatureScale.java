package io.maskstream.trainer.mask;

import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Sum;
import org.tensorflow.op.math.Mean;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Brings features to a root mean square of 1 in each record, so that a mask network learns as fast from embeddings of a
 * hundredth as from activations of a hundred. What is large within a record stays large beside what is small.
 */
final class FeatureScale {

    /** Keeps a record of zeros finite. */
    private static final float LEAST_SQUARE = 1e-12f;

    private FeatureScale() {}

    /**
     * Of tokens.
     *
     * @param x [batch, length, channels]
     * @param valid [batch, length]; the others are set to 0 and do not count
     */
    static Operand<TFloat32> ofTokens(Ops tf, Operand<TFloat32> x, Operand<TFloat32> valid) {
        return ofTokens(tf, x, valid, LEAST_SQUARE);
    }

    /**
     * Of tokens.
     *
     * @param x [batch, length, channels]
     * @param valid [batch, length]; the others are set to 0 and do not count
     * @param leastSquare what is added to the mean square; a record far below it stays small
     */
    static Operand<TFloat32> ofTokens(Ops tf, Operand<TFloat32> x, Operand<TFloat32> valid, float leastSquare) {
        Operand<TFloat32> weighed = tf.math.mul(x, tf.expandDims(valid, tf.constant(2)));
        Operand<TInt32> all = tf.constant(new int[] {1, 2});
        Operand<TFloat32> tokens = tf.math.maximum(tf.sum(valid, tf.constant(1), Sum.keepDims(true)), tf.constant(1f));
        Operand<TFloat32> values =
                tf.math.mul(tokens, tf.constant((float) x.shape().get(2)));
        Operand<TFloat32> square = tf.math.div(
                tf.sum(tf.math.square(weighed), all, Sum.keepDims(true)), tf.expandDims(values, tf.constant(2)));
        return scaled(tf, weighed, square, leastSquare);
    }

    /** Of maps [batch, height, width, channels]. */
    static Operand<TFloat32> ofMaps(Ops tf, Operand<TFloat32> x) {
        int[] all = IntStream.range(1, x.shape().numDimensions()).toArray();
        return scaled(tf, x, tf.math.mean(tf.math.square(x), tf.constant(all), Mean.keepDims(true)), LEAST_SQUARE);
    }

    private static Operand<TFloat32> scaled(Ops tf, Operand<TFloat32> x, Operand<TFloat32> square, float leastSquare) {
        return tf.math.mul(x, tf.math.rsqrt(tf.math.add(square, tf.constant(leastSquare))));
    }
}
