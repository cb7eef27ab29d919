package io.maskstream.trainer.fit;

import io.maskstream.trainer.mask.EvidenceTensors;
import io.maskstream.trainer.mask.LogOdds;
import io.maskstream.trainer.mask.MaskedModel;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The loss of the evidence network. In a random coalition, the gradient of the model's output with respect to the weight
 * of a part is an estimate of what the part adds to the output, on average over the coalitions (see RandomCoalition). A
 * network that is fitted to these gradients by least squares therefore learns Shapley values from one backward pass for
 * each record and step. For classes, the output is the log odds of one class (see {@link LogOdds}).
 *
 * <p>A second term makes the baseline the output for a record without any part, and a third one makes baseline and
 * evidence add up to the output; both are known without noise. Without the second term, evidence is biased to make up
 * for an inaccurate baseline.
 *
 * @param unit unit that differences of values are measured in; not used for classes
 */
record EvidenceLoss(double unit) {

    /**
     * Returns the mean over the records of the sum over their parts: a scalar, in the square of the unit.
     *
     * @param tensors tensors of a training copy of the graph with evidence
     */
    Operand<TFloat32> of(Graph graph, Ops tf, MaskedModel.Tensors tensors) {
        EvidenceTensors names = tensors.evidence();
        EvidenceTensors.Coalition coalition = names.coalition();
        Operand<TFloat32> evidence = tensor(graph, names.fitted()); // [batch, outputs, parts]
        int outputs = (int) evidence.shape().get(1);
        boolean classes = outputs > 1;
        Operand<TFloat32> prediction = tf.stopGradient(answer(graph, tf, tensors.prediction(), outputs));
        Operand<TFloat32> baseline = tensor(graph, names.baseline());
        Operand<TFloat32> empty = tf.stopGradient(answer(graph, tf, coalition.emptyPrediction(), outputs));
        Operand<TFloat32> inCoalition = answer(graph, tf, coalition.prediction(), outputs);
        if (classes) {
            prediction = LogOdds.of(tf, prediction);
            baseline = LogOdds.of(tf, baseline);
            empty = LogOdds.of(tf, empty);
            inCoalition = LogOdds.of(tf, inCoalition);
        }
        Operand<TFloat32> chosen = tensor(graph, coalition.chosen()); // [batch, outputs]
        Output<?>[] gradient = graph.addGradients(
                tf.sum(tf.math.mul(inCoalition, chosen), tf.constant(new int[] {0, 1}))
                        .asOutput(),
                new Output<?>[] {tensor(graph, coalition.weights()).asOutput()});
        Operand<TFloat32> wanted = tf.stopGradient(gradient[0].expect(TFloat32.class));
        Operand<TFloat32> ofChosen =
                tf.sum(tf.math.mul(evidence, tf.expandDims(chosen, tf.constant(2))), tf.constant(1));
        Operand<TFloat32> ofParts = tf.sum(
                tf.math.mul(tf.math.squaredDifference(ofChosen, wanted), tensor(graph, coalition.between())),
                tf.constant(1));
        Operand<TFloat32> sum = tf.math.add(tf.stopGradient(baseline), tf.sum(evidence, tf.constant(2)));
        Operand<TFloat32> remainder = tf.sum(tf.math.squaredDifference(sum, prediction), tf.constant(1));
        Operand<TFloat32> ofBaseline = tf.sum(tf.math.squaredDifference(baseline, empty), tf.constant(1));
        double scale = classes ? LogOdds.UNIT : unit;
        return tf.math.mul(
                tf.math.mean(tf.math.add(tf.math.add(ofParts, remainder), ofBaseline), tf.constant(0)),
                tf.constant((float) (1 / (scale * scale))));
    }

    private static Operand<TFloat32> answer(Graph graph, Ops tf, String prediction, int outputs) {
        return tf.reshape(tensor(graph, prediction), tf.constant(new int[] {-1, outputs}));
    }

    private static Operand<TFloat32> tensor(Graph graph, String name) {
        return graph.outputOrThrow(name).expect(TFloat32.class);
    }
}
