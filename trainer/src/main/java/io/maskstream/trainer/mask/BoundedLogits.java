package io.maskstream.trainer.mask;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Keeps logits within bounds that they come close to but slowly: b z / (b + |z|). Weights that have been rounded to 0 and 1 no
 * longer have an order, and no gradient to learn one by; these stay apart (a hyperbolic tangent is rounded to 1 itself).
 */
final class BoundedLogits {

    /** Weights between 0.0003 and 0.9997. */
    private static final float BOUND = 8;

    private BoundedLogits() {}

    /** Of any shape, and close to what is given where that is small. */
    static Operand<TFloat32> of(Ops tf, Operand<TFloat32> logits) {
        return tf.math.div(
                tf.math.mul(logits, tf.constant(BOUND)), tf.math.add(tf.math.abs(logits), tf.constant(BOUND)));
    }
}
