package io.maskstream.trainer.mask;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;

/**
 * Bounded log odds of class probabilities, log((p + e) / (1 - p + e)) with e = {@value #MARGIN}. Evidence for classes is
 * learned in them: as more of a record is shown to a confident model, the probability of its class changes in a short
 * stretch, so that its gradient is nearly always close to 0 and sometimes large. Log odds change more evenly, and fewer
 * gradients suffice. The margin bounds them to about 4.6 in magnitude, and keeps them finite where probabilities are
 * computed in bfloat16.
 */
public final class LogOdds {

    /** Log odds are learned in this unit, about their usual spread. */
    public static final double UNIT = 3;

    /** Added to a probability and to that of the other classes, which bounds their log odds. */
    static final float MARGIN = 0.01f;

    /** Differences of log odds below which the derivative stands in for the quotient of differences. */
    private static final float SMALL = 1e-3f;

    private LogOdds() {}

    /** Returns the bounded log odds of probabilities. */
    public static Operand<TFloat32> of(Ops tf, Operand<TFloat32> probabilities) {
        return tf.math.sub(tf.math.log(above(tf, probabilities)), tf.math.log(below(tf, probabilities)));
    }

    /**
     * Returns the change of the probability for each unit of log odds between two probabilities: their difference
     * divided by that of their log odds (the rescale rule of DeepLIFT, Shrikumar et al. 2017).
     */
    static Operand<TFloat32> slope(Ops tf, Operand<TFloat32> from, Operand<TFloat32> to) {
        Operand<TFloat32> run = tf.math.sub(of(tf, to), of(tf, from));
        Operand<TBool> small = tf.math.less(tf.math.abs(run), tf.constant(SMALL));
        // The derivative of the log odds is the sum of the two reciprocals.
        Operand<TFloat32> derivative =
                tf.math.div(tf.math.mul(above(tf, to), below(tf, to)), tf.math.add(above(tf, to), below(tf, to)));
        return tf.select(
                small, derivative, tf.math.div(tf.math.sub(to, from), tf.select(small, tf.onesLike(run), run)));
    }

    private static Operand<TFloat32> above(Ops tf, Operand<TFloat32> p) {
        return tf.math.add(p, tf.constant(MARGIN));
    }

    private static Operand<TFloat32> below(Ops tf, Operand<TFloat32> p) {
        return tf.math.sub(tf.constant(1 + MARGIN), p);
    }
}
