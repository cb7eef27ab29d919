package io.maskstream.trainer.mask;

import io.maskstream.trainer.tensor.Layers;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * No network of its own: the order of the parts is that of their evidence for the predicted class, or of its magnitude
 * for a value. It has no weights to learn, and says nothing about how many parts to keep (see {@link ExactArea}).
 */
public record EvidenceOrder() implements MaskNetwork {

    /** Logit of a part whose evidence equals the root mean square of its record. */
    private static final float GAIN = 4;

    @Override
    public Operand<TFloat32> build(Layers layers, Inputs inputs) {
        Ops tf = layers.tf();
        Operand<TFloat32> scaled = MaskHead.scaled(tf, inputs);
        Operand<TFloat32> support = inputs.ofClasses() ? scaled : tf.math.abs(scaled);
        return tf.math.softplus(BoundedLogits.of(tf, tf.math.mul(support, tf.constant(GAIN))));
    }

    @Override
    public boolean learns() {
        return false;
    }
}
