package io.maskstream.trainer.mask;

import io.maskstream.trainer.tensor.Layers;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.types.TFloat32;

/**
 * The end of every mask network: weights from logits. Where the explainer has evidence, it adds to a part's logit what a small
 * network makes of the part's share of the evidence, so that the order of the mask may follow the evidence.
 */
final class MaskHead {

    private static final int HIDDEN = 8;

    /** Gain of the last layer: the mask starts as it would without evidence. */
    private static final double NOTHING = 0;

    /** Keeps a record without evidence finite: the square of a share of the unit that is too small to matter. */
    private static final float LEAST_SQUARE = 1e-8f;

    private MaskHead() {}

    /**
     * The weights of parts.
     *
     * @param logits [batch, length, 1] of tokens, [batch, height, width, 1] of the cells of a mask
     * @return w as {@link MaskNetwork#build} gives it, [batch, parts]
     */
    static Operand<TFloat32> weights(Layers layers, Operand<TFloat32> logits, MaskNetwork.Inputs inputs) {
        Ops tf = layers.tf();
        Operand<TFloat32> parts = tf.reshape(logits, tf.constant(new int[] {-1, inputs.length()}));
        return tf.math.softplus(inputs.evidence() == null ? parts : tf.math.add(parts, ofEvidence(layers, inputs)));
    }

    /** In multiples of the record's root mean square: how much a part says beside the others, not how sure the model is. */
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
