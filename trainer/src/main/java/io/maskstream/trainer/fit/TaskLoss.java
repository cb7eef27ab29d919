package io.maskstream.trainer.fit;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** How far a prediction is from another one, of values or of classes. */
public enum TaskLoss {

    /** Squared difference of values, [batch]. */
    SQUARED_ERROR {
        @Override
        Operand<TFloat32> target(Ops tf, Operand<TFloat32> labels, int classes) {
            return labels;
        }

        @Override
        Operand<TFloat32> of(Ops tf, Operand<TFloat32> prediction, Operand<TFloat32> target) {
            return tf.math.mean(tf.math.squaredDifference(prediction, target), tf.constant(0));
        }
    },

    /** Kullback-Leibler divergence of probabilities, [batch, classes], from those that are aimed at, in nats. */
    DIVERGENCE {
        @Override
        Operand<TFloat32> target(Ops tf, Operand<TFloat32> labels, int classes) {
            return tf.oneHot(
                    tf.dtypes.cast(labels, TInt32.class), tf.constant(classes), tf.constant(1f), tf.constant(0f));
        }

        @Override
        Operand<TFloat32> of(Ops tf, Operand<TFloat32> prediction, Operand<TFloat32> target) {
            Operand<TFloat32> surprise = tf.math.mul(target, tf.math.sub(log(tf, target), log(tf, prediction)));
            return tf.math.mean(tf.sum(surprise, tf.constant(1)), tf.constant(0));
        }

        private Operand<TFloat32> log(Ops tf, Operand<TFloat32> probabilities) {
            return tf.math.log(tf.math.add(probabilities, tf.constant(LEAST)));
        }
    };

    /** Added to probabilities, so that the logarithm of one that was rounded to 0 is finite. */
    private static final float LEAST = 1e-7f;

    /** Measured values, or classes by their index, [batch], in the shape of a prediction. */
    abstract Operand<TFloat32> target(Ops tf, Operand<TFloat32> labels, int classes);

    /**
     * Mean over the batch: a scalar, at least 0 (but for rounding).
     *
     * @param target of the prediction's shape, or of a single row for all
     */
    abstract Operand<TFloat32> of(Ops tf, Operand<TFloat32> prediction, Operand<TFloat32> target);
}
