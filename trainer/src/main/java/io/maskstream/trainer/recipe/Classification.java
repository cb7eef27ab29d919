package io.maskstream.trainer.recipe;

import io.maskstream.trainer.records.Batch;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** What classifiers minimise, and what they are measured by. */
final class Classification {

    private Classification() {}

    /**
     * Mean cross entropy in nats: a scalar.
     *
     * @param logits [batch, classes]
     * @param targets indices of classes, [batch]; where none, all classes are expected to be as probable
     */
    static Operand<TFloat32> crossEntropy(Ops tf, Operand<TFloat32> logits, Operand<TFloat32> targets, int classes) {
        Operand<TFloat32> named = tf.oneHot(
                tf.dtypes.cast(targets, TInt32.class), tf.constant(classes), tf.constant(1f), tf.constant(0f));
        Operand<TFloat32> unnamed =
                tf.math.sub(tf.constant(1f), tf.reduceSum(named, tf.constant(1), ReduceSum.keepDims(true)));
        Operand<TFloat32> expected = tf.math.add(named, tf.math.div(unnamed, tf.constant((float) classes)));
        return tf.math.mean(
                tf.nn.softmaxCrossEntropyWithLogits(logits, expected).loss(), tf.constant(0));
    }

    /** Share of the examples whose class has the highest probability. */
    static double accuracy(float[][] probabilities, List<Batch.Example> examples) {
        int right = 0;
        for (int i = 0; i < probabilities.length; i++) {
            right += mostProbable(probabilities[i]) == examples.get(i).target() ? 1 : 0;
        }
        return right / (double) probabilities.length;
    }

    private static int mostProbable(float[] probabilities) {
        int best = 0;
        for (int i = 1; i < probabilities.length; i++) {
            best = probabilities[i] > probabilities[best] ? i : best;
        }
        return best;
    }
}
