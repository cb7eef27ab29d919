package io.maskstream.trainer.mask;

import io.maskstream.trainer.tensor.Layers;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A random coalition of the parts of each record, from which evidence is learned. A share of the parts, drawn uniformly
 * for each record and step, is present, and the others are absent; some are in between, with a uniform weight. The mean
 * of the output's gradient with respect to the weight of such a part is what its presence adds to the output, averaged
 * over coalitions of all sizes: its Shapley value (multilinear extension; Owen 1972), except that a few other parts are
 * in between as well. One backward pass serves all of them.
 *
 * @param weights weight of each part in [0,1], [batch, parts]
 * @param between 1 at the parts that are in between, divided by their share, 0 at the others
 */
record RandomCoalition(Operand<TFloat32> weights, Operand<TFloat32> between) {

    /** Share of the parts that are in between. More are learned from a pass, but from less real coalitions. */
    private static final float SHARE = 0.25f;

    /**
     * Draws coalitions anew in every step.
     *
     * @param parts a tensor of the shape [batch, parts]
     */
    static RandomCoalition of(Layers layers, Operand<TFloat32> parts) {
        Ops tf = layers.tf();
        Operand<TFloat32> present = less(tf, layers.uniformLike(parts), layers.uniformPerSequence(parts));
        Operand<TFloat32> between = less(tf, layers.uniformLike(parts), tf.constant(SHARE));
        Operand<TFloat32> weights = tf.math.add(
                tf.math.mul(between, layers.uniformLike(parts)),
                tf.math.mul(tf.math.sub(tf.constant(1f), between), present));
        return new RandomCoalition(weights, tf.math.mul(between, tf.constant(1 / SHARE)));
    }

    private static Operand<TFloat32> less(Ops tf, Operand<TFloat32> x, Operand<TFloat32> y) {
        return tf.dtypes.cast(tf.math.less(x, y), TFloat32.class);
    }
}
