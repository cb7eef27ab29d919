package io.maskstream.trainer.fit;

import io.maskstream.trainer.mask.MaskedModel;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * The loss of the evidence network. At a random point on the straight path from the empty record to the whole record,
 * the gradient of the model's output with respect to a part's weight is an unbiased estimate of that part's integrated
 * gradient (Sundararajan et al. 2017). A network that is fitted to these gradients by least squares therefore learns
 * integrated gradients from one backward pass for each record and step.
 *
 * <p>Points near the empty record are drawn more often, as the square of a uniform number, and their gradients are
 * weighted by the inverse of that density. A confident model decides early on the path, so without this a few large
 * gradients would dominate the mean. A second term makes baseline and evidence add up to the output, which is known
 * without noise.
 *
 * @param unit unit that differences of outputs are measured in; 1 for probabilities
 */
record EvidenceLoss(double unit) {

    /**
     * Returns the mean over the records of the sum over their parts: a scalar, in the square of the unit.
     *
     * @param tensors tensors of a training copy of the graph with evidence
     */
    Operand<TFloat32> of(Graph graph, Ops tf, MaskedModel.Tensors tensors) {
        Operand<TFloat32> evidence = tensor(graph, tensors.evidence()); // [batch, outputs, parts]
        int outputs = (int) evidence.shape().get(1);
        Operand<TInt32> answer = tf.constant(new int[] {-1, outputs});
        Operand<TFloat32> prediction = tf.stopGradient(tf.reshape(tensor(graph, tensors.prediction()), answer));
        Operand<TFloat32> onPath = tf.reshape(tensor(graph, tensors.pathPrediction()), answer);
        Operand<TFloat32> chosen = tensor(graph, tensors.chosen()); // [batch, outputs]
        Output<?>[] gradient = graph.addGradients(
                tf.sum(tf.math.mul(onPath, chosen), tf.constant(new int[] {0, 1}))
                        .asOutput(),
                new Output<?>[] {tensor(graph, tensors.path()).asOutput()});
        Operand<TFloat32> wanted = tf.stopGradient(tf.math.mul(
                gradient[0].expect(TFloat32.class),
                tf.math.mul(tf.math.sqrt(tensor(graph, tensors.path())), tf.constant(2f))));
        Operand<TFloat32> ofChosen =
                tf.sum(tf.math.mul(evidence, tf.expandDims(chosen, tf.constant(2))), tf.constant(1));
        Operand<TFloat32> ofParts = tf.sum(tf.math.squaredDifference(ofChosen, wanted), tf.constant(1));
        Operand<TFloat32> sum = tf.math.add(tensor(graph, tensors.baseline()), tf.sum(evidence, tf.constant(2)));
        Operand<TFloat32> remainder = tf.sum(tf.math.squaredDifference(sum, prediction), tf.constant(1));
        return tf.math.mul(tf.math.mean(tf.math.add(ofParts, remainder), tf.constant(0)), tf.constant((float)
                (1 / (unit * unit))));
    }

    private static Operand<TFloat32> tensor(Graph graph, String name) {
        return graph.outputOrThrow(name).expect(TFloat32.class);
    }
}
