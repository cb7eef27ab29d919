package io.maskstream.trainer.mask;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Sum;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * The penalty of a mask, which makes it keep no more than necessary.
 *
 * @param l1 factor of the sum of a record's weights (the paper: 1e-3 for molecules)
 * @param l2 factor of the sum of the squared weights (the paper: 1e-4)
 * @param smallestArea mean weight below which a mask is penalised, in [0,1); 0 for no lower bound. Without it, masks
 *     shrink to nothing if the model predicts nearly the same for an empty record
 * @param area mean weight above which a mask is penalised, in (0,1], as in Stalder et al. (2022). The bound is never
 *     lower than the mean weight of a mask that keeps {@value #ALWAYS_KEPT} parts
 * @param areaWeight factor of the squared excess over {@code area} or shortfall below {@code smallestArea}; 0 for no
 *     bounds
 * @param entropy factor of the mean binary entropy of a record's weights, in nats. It is high for weights around 0.5
 *     and so favours weights close to 0 or 1 (the paper, for reviews)
 */
public record MaskPenalty(double l1, double l2, double smallestArea, double area, double areaWeight, double entropy) {

    /**
     * Number of parts that any mask may keep: for a short text, the share of {@code area} may be less than one word.
     */
    private static final int ALWAYS_KEPT = 2;

    /** Keeps the logarithm finite at weights of 0 and 1. */
    private static final float LEAST = 1e-6f;

    /**
     * Returns the mean penalty over the records of a batch.
     *
     * @param mask in [0,1], [batch, length]
     * @param valid 1 at tokens, 0 at padding, [batch, length]
     * @return a scalar
     */
    public Operand<TFloat32> of(Ops tf, Operand<TFloat32> mask, Operand<TFloat32> valid) {
        Operand<TInt32> tokens = tf.constant(1);
        Operand<TFloat32> counted = tf.math.mul(mask, valid);
        Operand<TFloat32> sum = tf.sum(counted, tokens);
        Operand<TFloat32> cost = tf.math.add(
                tf.math.mul(sum, tf.constant((float) l1)),
                tf.math.mul(tf.sum(tf.math.square(counted), tokens), tf.constant((float) l2)));
        Operand<TFloat32> length = tf.math.maximum(tf.sum(valid, tokens), tf.constant(1f));
        if (areaWeight > 0) {
            Operand<TFloat32> mean = tf.math.div(sum, length);
            Operand<TFloat32> few =
                    tf.math.minimum(tf.math.div(tf.constant((float) ALWAYS_KEPT), length), tf.constant(1f));
            Operand<TFloat32> bound = tf.math.maximum(few, tf.constant((float) area));
            Operand<TFloat32> excess = tf.nn.relu(tf.math.sub(mean, bound));
            Operand<TFloat32> square = tf.math.square(excess);
            if (smallestArea > 0) {
                // A record without parts has no lower bound.
                Operand<TFloat32> least = tf.math.mul(
                        tf.math.minimum(tf.sum(valid, tokens), tf.constant(1f)),
                        tf.math.mul(bound, tf.constant((float) (smallestArea / area))));
                square = tf.math.add(square, tf.math.square(tf.nn.relu(tf.math.sub(least, mean))));
            }
            cost = tf.math.add(cost, tf.math.mul(square, tf.constant((float) areaWeight)));
        }
        if (entropy > 0) {
            Operand<TFloat32> undecided = tf.math.div(tf.sum(tf.math.mul(entropies(tf, mask), valid), tokens), length);
            cost = tf.math.add(cost, tf.math.mul(undecided, tf.constant((float) entropy)));
        }
        return tf.math.mean(cost, tf.constant(0));
    }

    private static Operand<TFloat32> entropies(Ops tf, Operand<TFloat32> mask) {
        Operand<TFloat32> rest = tf.math.sub(tf.constant(1f), mask);
        return tf.math.neg(tf.math.add(surprise(tf, mask), surprise(tf, rest)));
    }

    private static Operand<TFloat32> surprise(Ops tf, Operand<TFloat32> weights) {
        return tf.math.mul(weights, tf.math.log(tf.math.add(weights, tf.constant(LEAST))));
    }

    /** Returns the mean weight over all tokens of a batch: a scalar. */
    public static Operand<TFloat32> area(Ops tf, Operand<TFloat32> mask, Operand<TFloat32> valid) {
        Operand<TInt32> all = tf.constant(new int[] {0, 1});
        return tf.math.div(
                tf.sum(tf.math.mul(mask, valid), all, Sum.keepDims(false)), tf.sum(valid, all, Sum.keepDims(false)));
    }

    /**
     * Returns the standard deviation of the weights within a record, averaged over the records of a batch: a scalar.
     */
    public static Operand<TFloat32> deviation(Ops tf, Operand<TFloat32> mask, Operand<TFloat32> valid) {
        Operand<TInt32> parts = tf.constant(1);
        Operand<TFloat32> count = tf.math.maximum(tf.sum(valid, parts, Sum.keepDims(true)), tf.constant(1f));
        Operand<TFloat32> counted = tf.math.mul(mask, valid);
        Operand<TFloat32> mean = tf.math.div(tf.sum(counted, parts, Sum.keepDims(true)), count);
        Operand<TFloat32> squares = tf.math.mul(tf.math.squaredDifference(counted, mean), valid);
        Operand<TFloat32> variance = tf.math.div(tf.sum(squares, parts, Sum.keepDims(true)), count);
        return tf.math.mean(tf.math.sqrt(variance), tf.constant(new int[] {0, 1}));
    }
}
