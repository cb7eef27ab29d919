package io.maskstream.trainer.mask;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Makes a mask keep the same share of every record, with hard edges, as a top-k selection does (L2X, Chen et al. 2018).
 * Image models are more used to sharp edges: on CIFAR-10, a gradual transition over a quarter of the pixels costs eight
 * points of agreement, compared with the same order of pixels and no transition.
 *
 * @param share share of the parts that a mask keeps, in (0,1]
 */
record ExactArea(double share) {

    /** A part whose logit is this far above the threshold gets a weight of 0.71, one ten times as far above it 0.96. */
    private static final float TRANSITION = 1 / 4000f;

    /**
     * How fast logits grow with the logarithm of the distance from the threshold. The logarithm keeps the weights of
     * parts far from it apart: they would otherwise be rounded to 0 or 1 and lose their order.
     */
    private static final float GROWTH = 1.3f;

    /**
     * Returns weights in (0,1) in the order of the given ones, about 1 for the highest share and about 0 for the others.
     *
     * @param weights output of the mask network, [batch, parts]
     * @param valid 1 at parts with a weight, 0 elsewhere, [batch, parts]
     */
    Operand<TFloat32> of(Ops tf, Operand<TFloat32> weights, Operand<TFloat32> valid) {
        Operand<TFloat32> ranked = MaskLogits.ranked(tf, weights, valid);
        MaskLogits.Border border = MaskLogits.border(tf, ranked, valid, tf.constant((float) share));
        // Halfway, since a part at the threshold itself would get a weight of 1/2: in a short text, the only kept word.
        Operand<TFloat32> threshold =
                tf.math.mul(tf.math.add(border.lowestKept(), border.highestLeftOut()), tf.constant(0.5f));
        Operand<TFloat32> above = tf.math.div(tf.math.sub(ranked, threshold), tf.constant(TRANSITION));
        Operand<TFloat32> logits =
                tf.math.mul(tf.math.sign(above), tf.math.mul(tf.math.log1p(tf.math.abs(above)), tf.constant(GROWTH)));
        return tf.math.mul(tf.math.sigmoid(logits), valid);
    }
}
