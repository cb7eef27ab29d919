package io.maskstream.trainer.mask;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Bounds logits smoothly by b z / (b + |z|). Weights that are rounded to 0 or 1 have no order, and no gradient to learn
 * one. Bounded logits stay distinct (a hyperbolic tangent would itself be rounded to 1).
 */
final class BoundedLogits {

    /** Bounds the weights to 0.0003 to 0.9997. */
    private static final float BOUND = 8;

    private BoundedLogits() {}

    /** Returns bounded logits of the same shape, close to the given logits where these are small. */
    static Operand<TFloat32> of(Ops tf, Operand<TFloat32> logits) {
        return tf.math.div(
                tf.math.mul(logits, tf.constant(BOUND)), tf.math.add(tf.math.abs(logits), tf.constant(BOUND)));
    }
}
