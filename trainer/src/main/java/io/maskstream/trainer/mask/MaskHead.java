package io.maskstream.trainer.mask;

import io.maskstream.trainer.tensor.Layers;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.types.TFloat32;

/**
 * The last stage of every mask network, from logits to weights. If the explainer has evidence, a small network computes
 * an addition to each part's logit from the evidence of the part. For classes, a multiple of the evidence is added as
 * well, so that the order of the mask is at first that of the support for the predicted class: evidence is learnt by
 * regression on gradients, from far fewer records than an order of parts is learnt from the loss of a mask. Parts that
 * move a value up and down must be kept together, so that their magnitude is no such order.
 */
final class MaskHead {

    private static final int HIDDEN = 8;

    /** Gain of the last layer of the small network: it adds nothing at first. */
    private static final double NOTHING = 0;

    /** First logit of a part whose evidence equals the root mean square of its record. */
    private static final float FIRST_GAIN = 4;

    /** Keeps the scale of a record without evidence finite; negligible relative to the square of the unit. */
    private static final float LEAST_SQUARE = 1e-8f;

    private MaskHead() {}

    /**
     * Returns the weights of the parts.
     *
     * @param logits [batch, length, 1] for tokens, [batch, height, width, 1] for the cells of a mask
     * @param bounded whether to bound the logits (see {@link BoundedLogits}) of an explainer without evidence; with
     *     evidence they always are, because a multiple of it is added
     * @return w as {@link MaskNetwork#build} returns it, [batch, parts]
     */
    static Operand<TFloat32> weights(
            Layers layers, Operand<TFloat32> logits, MaskNetwork.Inputs inputs, boolean bounded) {
        Ops tf = layers.tf();
        Operand<TFloat32> parts = tf.reshape(logits, tf.constant(new int[] {-1, inputs.length()}));
        if (inputs.evidence() != null) {
            parts = tf.math.add(parts, ofEvidence(layers, inputs));
        }
        return tf.math.softplus(bounded || inputs.evidence() != null ? BoundedLogits.of(tf, parts) : parts);
    }

    /**
     * Returns the evidence divided by its root mean square in the record, to show a part's share among the others and
     * not the model's confidence: [batch, parts].
     */
    static Operand<TFloat32> scaled(Ops tf, MaskNetwork.Inputs inputs) {
        Operand<TFloat32> scaled = FeatureScale.ofTokens(
                tf, tf.expandDims(inputs.evidence(), tf.constant(2)), inputs.weighed(), LEAST_SQUARE);
        return tf.squeeze(scaled, Squeeze.axis(List.of(2L)));
    }

    /** Returns additions to the logits. */
    private static Operand<TFloat32> ofEvidence(Layers layers, MaskNetwork.Inputs inputs) {
        Ops tf = layers.tf();
        Operand<TFloat32> signed = tf.expandDims(scaled(tf, inputs), tf.constant(2));
        Operand<TFloat32> both = tf.concat(List.of(signed, tf.math.abs(signed)), tf.constant(2));
        Operand<TFloat32> hidden = tf.nn.selu(layers.conv1d("mask.evidence1", both, 1, 2, HIDDEN, 1));
        Operand<TFloat32> logits = layers.conv1d("mask.evidence2", hidden, 1, HIDDEN, 1, NOTHING);
        if (inputs.ofClasses()) {
            logits = tf.math.add(logits, tf.math.mul(signed, layers.constant("mask.support", FIRST_GAIN, 1)));
        }
        return tf.squeeze(logits, Squeeze.axis(List.of(2L)));
    }
}
