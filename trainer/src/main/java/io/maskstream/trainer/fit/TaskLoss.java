package io.maskstream.trainer.fit;

import com.fasterxml.jackson.annotation.JsonValue;
import io.maskstream.schemas.artifact.Manifest;
import java.util.Locale;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Distance between predictions, for values or for classes. */
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

    /** Kullback-Leibler divergence of the predicted probabilities from the target, [batch, classes], in nats. */
    DIVERGENCE {
        @Override
        Operand<TFloat32> target(Ops tf, Operand<TFloat32> labels, int classes) {
            return oneHot(tf, labels, classes);
        }

        @Override
        Operand<TFloat32> of(Ops tf, Operand<TFloat32> prediction, Operand<TFloat32> target) {
            Operand<TFloat32> surprise = tf.math.mul(target, tf.math.sub(log(tf, target), log(tf, prediction)));
            return tf.math.mean(tf.sum(surprise, tf.constant(1)), tf.constant(0));
        }

        private Operand<TFloat32> log(Ops tf, Operand<TFloat32> probabilities) {
            return tf.math.log(tf.math.add(probabilities, tf.constant(LEAST)));
        }
    },

    /**
     * Total variation distance of probabilities, [batch, classes], in [0,1]: half the sum of their absolute
     * differences. If the target is a single class, it is the probability of the other classes. Unlike the divergence
     * it is bounded, so records whose prediction cannot be recovered do not outweigh those on which the prediction is
     * about to change.
     */
    TOTAL_VARIATION {
        @Override
        Operand<TFloat32> target(Ops tf, Operand<TFloat32> labels, int classes) {
            return oneHot(tf, labels, classes);
        }

        @Override
        Operand<TFloat32> of(Ops tf, Operand<TFloat32> prediction, Operand<TFloat32> target) {
            Operand<TFloat32> differences = tf.math.abs(tf.math.sub(prediction, target));
            return tf.math.mul(tf.math.mean(tf.sum(differences, tf.constant(1)), tf.constant(0)), tf.constant(0.5f));
        }
    };

    /** Added to probabilities to keep the logarithm finite at 0. */
    private static final float LEAST = 1e-7f;

    private static Operand<TFloat32> oneHot(Ops tf, Operand<TFloat32> labels, int classes) {
        return tf.oneHot(tf.dtypes.cast(labels, TInt32.class), tf.constant(classes), tf.constant(1f), tf.constant(0f));
    }

    /** Returns the default for an output: squared error for values, divergence for classes. */
    public static TaskLoss of(Manifest.Output output) {
        return output.type() == Manifest.OutputType.VALUE ? SQUARED_ERROR : DIVERGENCE;
    }

    /** Returns the name used in manifests and on the command line. */
    @Override
    @JsonValue
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns labels (measured values or class indices, [batch]) in the shape of a prediction. */
    abstract Operand<TFloat32> target(Ops tf, Operand<TFloat32> labels, int classes);

    /**
     * Returns the mean distance over the batch: a scalar, at least 0 except for rounding errors.
     *
     * @param target target of the prediction's shape, or a single row for the whole batch
     */
    abstract Operand<TFloat32> of(Ops tf, Operand<TFloat32> prediction, Operand<TFloat32> target);
}
