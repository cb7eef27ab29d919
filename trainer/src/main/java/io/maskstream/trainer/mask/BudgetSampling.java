package io.maskstream.trainer.mask;

import io.maskstream.trainer.tensor.Layers;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Teaches a mask the order of its parts. In training, some records are multiplied by a hard mask: 1 at the highest
 * weights and 0 elsewhere. A budget, the share of parts that are kept, is drawn for each of these records. The gradient
 * passes straight through to the weights (Bengio et al. 2013). With a temperature it is that of a sigmoid around the
 * lowest kept logit, because weights close to 0 and 1 have almost no gradient left before their order is learnt. The
 * mask thereby learns which tokens matter most when only a few are left. L2X (Chen et al. 2018) uses another relaxation
 * and a fixed number of tokens.
 *
 * @param records share of the records that get a hard mask, in [0,1]
 * @param smallest smallest share of the tokens to keep, above 0
 * @param largest largest share of the tokens to keep, at most 1; shares are drawn uniformly on a logarithmic scale
 * @param temperature temperature of the sigmoid, in logits; 0 passes the gradient straight through to the weights
 */
public record BudgetSampling(double records, double smallest, double largest, double temperature) {

    /** Uses every mask unchanged. */
    public static final BudgetSampling NONE = new BudgetSampling(0, 1, 1, 0);

    public BudgetSampling {
        if (records < 0 || records > 1 || smallest <= 0 || largest < smallest || largest > 1) {
            throw new IllegalArgumentException(
                    "budgets must satisfy 0 < smallest <= largest <= 1, and the share of records must be in [0,1];"
                            + " not " + smallest + " to " + largest + " for " + records);
        }
        if (temperature < 0) {
            throw new IllegalArgumentException("the temperature of budgets must be at least 0, not " + temperature);
        }
    }

    /**
     * Returns the factors of the input in a training step.
     *
     * @param weights output of the mask network, at least 0, [batch, length]
     * @param mask factors of a record without a budget, in the order of the weights, in [0,1], [batch, length], 0 at
     *     padding
     * @param valid 1 at tokens, 0 at padding, [batch, length]
     * @return [batch, length]
     */
    Operand<TFloat32> of(Layers layers, Operand<TFloat32> weights, Operand<TFloat32> mask, Operand<TFloat32> valid) {
        if (records == 0) {
            return mask;
        }
        Ops tf = layers.tf();
        Operand<TFloat32> chosen = tf.dtypes.cast(
                tf.math.less(layers.uniformPerSequence(valid), tf.constant((float) records)), TFloat32.class);
        Operand<TFloat32> logShare = tf.math.add(
                tf.math.mul(layers.uniformPerSequence(valid), tf.constant((float) Math.log(largest / smallest))),
                tf.constant((float) Math.log(smallest)));
        Operand<TFloat32> share = tf.math.exp(logShare);
        Operand<TFloat32> through = temperature == 0 ? hard(tf, mask, valid, share) : soft(tf, weights, valid, share);
        return tf.math.add(mask, tf.math.mul(chosen, tf.math.sub(through, mask)));
    }

    /** Returns 1 at the highest weights, with the gradient of the weights themselves. */
    private static Operand<TFloat32> hard(
            Ops tf, Operand<TFloat32> mask, Operand<TFloat32> valid, Operand<TFloat32> share) {
        Operand<TFloat32> lowestKept = MaskLogits.border(tf, mask, valid, share).lowestKept();
        Operand<TFloat32> kept = tf.math.mul(
                tf.dtypes.cast(tf.math.greaterEqual(tf.stopGradient(mask), lowestKept), TFloat32.class), valid);
        return tf.math.add(kept, tf.math.sub(mask, tf.stopGradient(mask)));
    }

    /**
     * Returns 1 at the highest weights, with the gradient of a sigmoid of their logits around the lowest kept logit.
     */
    private Operand<TFloat32> soft(
            Ops tf, Operand<TFloat32> weights, Operand<TFloat32> valid, Operand<TFloat32> share) {
        Operand<TFloat32> ranked = MaskLogits.ranked(tf, weights, valid);
        Operand<TFloat32> lowestKept =
                MaskLogits.border(tf, ranked, valid, share).lowestKept();
        Operand<TFloat32> kept = tf.math.mul(
                tf.dtypes.cast(tf.math.greaterEqual(tf.stopGradient(ranked), lowestKept), TFloat32.class), valid);
        Operand<TFloat32> soft = tf.math.mul(
                tf.math.sigmoid(tf.math.div(
                        tf.math.sub(ranked, tf.stopGradient(lowestKept)), tf.constant((float) temperature))),
                valid);
        return tf.math.add(kept, tf.math.sub(soft, tf.stopGradient(soft)));
    }
}
