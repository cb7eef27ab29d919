package io.maskstream.trainer.mask;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.op.core.Sum;
import org.tensorflow.op.nn.TopK;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** The logits of a mask, by which the parts of a record are ranked. */
final class MaskLogits {

    /** Keeps the logarithm of a weight of 0 finite. */
    private static final float LEAST = 1e-20f;

    /** Ranks padding below every token; logits are far higher. */
    private static final float LOWEST = -1e4f;

    private MaskLogits() {}

    /**
     * Returns the logits of a mask, far below all others at padding.
     *
     * @param weights output of the mask network, at least 0, [batch, length]
     * @param valid 1 at parts with a weight, 0 elsewhere, [batch, length]
     */
    static Operand<TFloat32> ranked(Ops tf, Operand<TFloat32> weights, Operand<TFloat32> valid) {
        // log(m / (1 - m)) of m = 1 - exp(-w), which is close to w where m is rounded to 1.
        Operand<TFloat32> logits = tf.math.add(
                tf.math.log(tf.math.maximum(tf.math.neg(tf.math.expm1(tf.math.neg(weights))), tf.constant(LEAST))),
                weights);
        return tf.math.add(
                tf.math.mul(logits, valid), tf.math.mul(tf.math.sub(tf.constant(1f), valid), tf.constant(LOWEST)));
    }

    /**
     * The values of each record around the border between kept and left-out parts.
     *
     * @param lowestKept the lowest kept value, [batch, 1]
     * @param highestLeftOut the highest value that is left out, the lowest value if none is, [batch, 1]
     */
    record Border(Operand<TFloat32> lowestKept, Operand<TFloat32> highestLeftOut) {}

    /**
     * Returns the border between the parts if a share of them, but at least one, is kept in each record.
     *
     * @param values [batch, length]; lowest where {@code valid} is 0
     * @param share a scalar, or [batch, 1]
     */
    static Border border(Ops tf, Operand<TFloat32> values, Operand<TFloat32> valid, Operand<TFloat32> share) {
        int length = (int) valid.shape().get(1);
        Operand<TFloat32> tokens = tf.sum(valid, tf.constant(1), Sum.keepDims(true));
        Operand<TFloat32> count = tf.math.maximum(tf.math.rint(tf.math.mul(tokens, share)), tf.constant(1f));
        Operand<TFloat32> sorted = tf.nn.topK(tf.stopGradient(values), tf.constant(length), new TopK.Options[0])
                .values();
        Operand<TInt32> next = tf.dtypes.cast(tf.squeeze(count, Squeeze.axis(List.of(1L))), TInt32.class);
        return new Border(
                atRank(tf, sorted, tf.math.sub(next, tf.constant(1))),
                atRank(tf, sorted, tf.math.minimum(next, tf.constant(length - 1))));
    }

    private static Operand<TFloat32> atRank(Ops tf, Operand<TFloat32> sorted, Operand<TInt32> rank) {
        int length = (int) sorted.shape().get(1);
        Operand<TFloat32> at = tf.oneHot(rank, tf.constant(length), tf.constant(1f), tf.constant(0f));
        return tf.sum(tf.math.mul(sorted, at), tf.constant(1), Sum.keepDims(true));
    }
}
