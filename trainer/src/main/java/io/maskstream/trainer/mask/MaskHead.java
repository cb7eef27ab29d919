package io.maskstream.trainer.mask;

import io.maskstream.trainer.tensor.Layers;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.types.TFloat32;

/**
 * The last stage of every mask network, from logits to weights. If the explainer has evidence, a small network computes
 * an addition to each part's logit from the evidence of the part, so that the order of the mask can follow the
 * evidence.
 */
final class MaskHead {

    private static final int HIDDEN = 8;

    /** Gain of the last layer: initially the mask does not depend on the evidence. */
    private static final double NOTHING = 0;

    /** Keeps the scale of a record without evidence finite; negligible relative to the square of the unit. */
    private static final float LEAST_SQUARE = 1e-8f;

    private MaskHead() {}

    /**
     * Returns the weights of the parts.
     *
     * @param logits [batch, length, 1] for tokens, [batch, height, width, 1] for the cells of a mask
     * @return w as {@link MaskNetwork#build} returns it, [batch, parts]
     */
    static Operand<TFloat32> weights(Layers layers, Operand<TFloat32> logits, MaskNetwork.Inputs inputs) {
        Ops tf = layers.tf();
        Operand<TFloat32> parts = tf.reshape(logits, tf.constant(new int[] {-1, inputs.length()}));
        return tf.math.softplus(inputs.evidence() == null ? parts : tf.math.add(parts, ofEvidence(layers, inputs)));
    }

    /**
     * Returns additions to the logits. Evidence is scaled by its root mean square in the record, to show a part's share
     * among the others and not the model's confidence.
     */
    private static Operand<TFloat32> ofEvidence(Layers layers, MaskNetwork.Inputs inputs) {
        Ops tf = layers.tf();
        Operand<TFloat32> signed = FeatureScale.ofTokens(
                tf, tf.expandDims(inputs.evidence(), tf.constant(2)), inputs.weighed(), LEAST_SQUARE);
        Operand<TFloat32> both = tf.concat(List.of(signed, tf.math.abs(signed)), tf.constant(2));
        Operand<TFloat32> hidden = tf.nn.selu(layers.conv1d("mask.evidence1", both, 1, 2, HIDDEN, 1));
        Operand<TFloat32> logits = layers.conv1d("mask.evidence2", hidden, 1, HIDDEN, 1, NOTHING);
        return tf.squeeze(logits, Squeeze.axis(List.of(2L)));
    }
}
