package io.maskstream.trainer.recipe;

import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.trainer.tensor.Layers;
import java.util.List;
import java.util.function.UnaryOperator;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** The last layer of a network, for values or for classes. */
interface OutputHead {

    /**
     * The outputs of the layer.
     *
     * @param prediction [batch] or [batch, classes]
     * @param loss function from targets [batch] to a scalar loss
     */
    record Output(Operand<TFloat32> prediction, UnaryOperator<Operand<TFloat32>> loss) {}

    /**
     * Adds a dense layer.
     *
     * @param name prefix of the names of the weights
     * @param hidden [batch, width]
     */
    Output build(Layers layers, String name, Operand<TFloat32> hidden, int width);

    /**
     * Returns the layer for an output.
     *
     * @param targets targets of the training records
     */
    static OutputHead of(Manifest.Output output, float[] targets) {
        return output.type() == Manifest.OutputType.VALUE
                ? Value.standardised(targets)
                : new Classes(output.classes().size());
    }

    /**
     * Predicts a value with the mean squared error as loss. The layer itself predicts the value in standard deviations
     * from the mean.
     *
     * @param mean mean of the targets
     * @param deviation standard deviation of the targets
     */
    record Value(float mean, float deviation) implements OutputHead {

        static Value standardised(float[] targets) {
            double sum = 0;
            for (float target : targets) {
                sum += target;
            }
            double mean = sum / targets.length;
            double squares = 0;
            for (float target : targets) {
                squares += (target - mean) * (target - mean);
            }
            double deviation = Math.sqrt(squares / targets.length);
            return new Value((float) mean, deviation > 0 ? (float) deviation : 1);
        }

        @Override
        public Output build(Layers layers, String name, Operand<TFloat32> hidden, int width) {
            Ops tf = layers.tf();
            Operand<TFloat32> standardised =
                    tf.squeeze(layers.dense(name, hidden, width, 1, 1), Squeeze.axis(List.of(1L)));
            Operand<TFloat32> prediction =
                    tf.math.add(tf.math.mul(standardised, tf.constant(deviation)), tf.constant(mean));
            return new Output(prediction, targets -> {
                Operand<TFloat32> error = tf.math.div(tf.math.sub(prediction, targets), tf.constant(deviation));
                return tf.math.mean(tf.math.square(error), tf.constant(0));
            });
        }
    }

    /**
     * Predicts a class with the mean cross entropy in nats as loss.
     *
     * @param count number of classes
     */
    record Classes(int count) implements OutputHead {

        @Override
        public Output build(Layers layers, String name, Operand<TFloat32> hidden, int width) {
            Ops tf = layers.tf();
            Operand<TFloat32> logits = layers.dense(name, hidden, width, count, 1);
            return new Output(tf.nn.softmax(logits), targets -> crossEntropy(tf, logits, targets));
        }

        Operand<TFloat32> crossEntropy(Ops tf, Operand<TFloat32> logits, Operand<TFloat32> targets) {
            Operand<TFloat32> named = tf.oneHot(
                    tf.dtypes.cast(targets, TInt32.class), tf.constant(count), tf.constant(1f), tf.constant(0f));
            return tf.math.mean(
                    tf.nn.softmaxCrossEntropyWithLogits(logits, named).loss(), tf.constant(0));
        }
    }
}
