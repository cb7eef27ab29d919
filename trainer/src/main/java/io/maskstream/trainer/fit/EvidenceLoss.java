package io.maskstream.trainer.fit;

import io.maskstream.trainer.mask.MaskedModel;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * How far evidence is from what it should be. At a random place on the straight path from an empty record to the whole, the
 * gradient of the model's answer by how much of a part is there, is in the mean that part's integrated gradient (Sundararajan
 * et al. 2017): a network that is fitted to it by least squares learns integrated gradients from one backward pass a record
 * and step.
 *
 * <p>Places near the empty record are drawn more often, as the square of a uniform number, and their gradients count for less, by
 * the inverse of that density: a sure model has made up its mind early on the path, so that a few large gradients would carry
 * most of the mean otherwise. Beside that, baseline and evidence shall add up to the answer, which is known without noise.
 *
 * @param unit what a difference of answers is measured in; 1 for probabilities
 */
record EvidenceLoss(double unit) {

    /**
     * Mean over the records of the sum over their parts: a scalar, in the square of the unit.
     *
     * @param tensors of a copy for training that has evidence
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
