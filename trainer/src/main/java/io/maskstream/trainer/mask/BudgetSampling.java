package io.maskstream.trainer.mask;

import io.maskstream.trainer.tensor.Layers;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.op.core.Sum;
import org.tensorflow.op.nn.TopK;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Teaches a mask its order. In training, some records are not multiplied by their mask but by 1 at its highest weights and
 * by 0 elsewhere, so many of them as a share drawn for the record allows. The gradient goes to the weights as if they had
 * been used themselves (straight through; Bengio et al. 2013). So the mask learns which tokens tell most when only a few
 * are left, which L2X (Chen et al. 2018) does by another relaxation and for one number of tokens.
 *
 * @param records share of the records that are treated so, in [0,1]
 * @param smallest share of the tokens that are kept, above 0
 * @param largest share of the tokens that are kept, at most 1; shares are drawn uniformly on a logarithmic scale
 */
public record BudgetSampling(double records, double smallest, double largest) {

    /** Leaves every mask as it is. */
    public static final BudgetSampling NONE = new BudgetSampling(0, 1, 1);

    public BudgetSampling {
        if (records < 0 || records > 1 || smallest <= 0 || largest < smallest || largest > 1) {
            throw new IllegalArgumentException(
                    "budgets must be shares with 0 < smallest <= largest <= 1, drawn for a share of the records in [0,1];"
                            + " not " + smallest + " to " + largest + " for " + records);
        }
    }

    /**
     * What the input is multiplied by in a training step.
     *
     * @param mask in [0,1], [batch, length], 0 at padding
     * @param valid 1 at tokens, 0 at padding, [batch, length]
     * @return [batch, length]
     */
    Operand<TFloat32> of(Layers layers, Operand<TFloat32> mask, Operand<TFloat32> valid) {
        if (records == 0) {
            return mask;
        }
        Ops tf = layers.tf();
        Operand<TFloat32> chosen = tf.dtypes.cast(
                tf.math.less(layers.uniformPerSequence(valid), tf.constant((float) records)), TFloat32.class);
        Operand<TFloat32> logShare = tf.math.add(
                tf.math.mul(layers.uniformPerSequence(valid), tf.constant((float) Math.log(largest / smallest))),
                tf.constant((float) Math.log(smallest)));
        Operand<TFloat32> kept = highest(tf, mask, valid, tf.math.exp(logShare));
        Operand<TFloat32> through = tf.math.add(kept, tf.math.sub(mask, tf.stopGradient(mask)));
        return tf.math.add(mask, tf.math.mul(chosen, tf.math.sub(through, mask)));
    }

    /** 1 at the highest weights of each record, so many as a share of its tokens, [batch, 1], but at least one. */
    private static Operand<TFloat32> highest(
            Ops tf, Operand<TFloat32> mask, Operand<TFloat32> valid, Operand<TFloat32> share) {
        int length = (int) valid.shape().get(1);
        Operand<TFloat32> tokens = tf.sum(valid, tf.constant(1), Sum.keepDims(true));
        Operand<TFloat32> count = tf.math.maximum(tf.math.rint(tf.math.mul(tokens, share)), tf.constant(1f));
        Operand<TFloat32> sorted = tf.nn.topK(tf.stopGradient(mask), tf.constant(length), new TopK.Options[0])
                .values();
        Operand<TFloat32> last = tf.oneHot(
                tf.dtypes.cast(
                        tf.math.sub(tf.squeeze(count, Squeeze.axis(List.of(1L))), tf.constant(1f)), TInt32.class),
                tf.constant(length),
                tf.constant(1f),
                tf.constant(0f));
        Operand<TFloat32> lowestKept = tf.sum(tf.math.mul(sorted, last), tf.constant(1), Sum.keepDims(true));
        return tf.math.mul(
                tf.dtypes.cast(tf.math.greaterEqual(tf.stopGradient(mask), lowestKept), TFloat32.class), valid);
    }
}
