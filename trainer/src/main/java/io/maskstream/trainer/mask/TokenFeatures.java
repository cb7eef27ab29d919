package io.maskstream.trainer.mask;

import io.maskstream.trainer.tensor.Layers;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.op.core.Sum;
import org.tensorflow.types.TFloat32;

/**
 * The features that a network reads at each token: some activations of the model, one after the other, each scaled as in
 * {@link FeatureScale}. They are by far the largest tensors of the network. So they are neither scaled nor concatenated
 * themselves, but only what is computed from them, which gives the same numbers in half of the time.
 *
 * @param activations each [batch, length, channels]
 * @param factors factor of each activation, [batch, 1]
 * @param valid 1 at the tokens to read, 0 elsewhere, [batch, length]
 */
record TokenFeatures(List<Operand<TFloat32>> activations, List<Operand<TFloat32>> factors, Operand<TFloat32> valid) {

    /** Computes the factors of some activations. */
    static TokenFeatures of(Ops tf, Operand<TFloat32> valid, List<Operand<TFloat32>> activations) {
        return new TokenFeatures(
                activations,
                activations.stream()
                        .map(one -> FeatureScale.factorOfTokens(tf, one, valid))
                        .toList(),
                valid);
    }

    /** Returns the mean over the valid tokens of each record, or 0 if it has none: [batch, channels]. */
    Operand<TFloat32> mean(Layers layer) {
        Ops tf = layer.tf();
        Operand<TFloat32> tokens = tf.math.maximum(tf.sum(valid, tf.constant(1), Sum.keepDims(true)), tf.constant(1f));
        Operand<TFloat32> weights = tf.expandDims(tf.math.div(valid, tokens), tf.constant(1));
        List<Operand<TFloat32>> means = new ArrayList<>();
        for (int i = 0; i < activations.size(); i++) {
            Operand<TFloat32> mean = tf.squeeze(
                    tf.train.batchMatMul(weights, activations.get(i), TFloat32.class), Squeeze.axis(List.of(1L)));
            means.add(tf.math.mul(mean, factors.get(i)));
        }
        return means.size() == 1 ? means.get(0) : tf.concat(means, tf.constant(1));
    }

    /**
     * Returns the result of a dense layer at each token, undefined where {@code valid} is 0: [batch, length, filters].
     *
     * @param name prefix of the names of the weights
     */
    Operand<TFloat32> dense(Layers layer, String name, int filters) {
        Ops tf = layer.tf();
        List<Operand<TFloat32>> products = layer.products(name, activations, filters);
        Operand<TFloat32> sum = null;
        for (int i = 0; i < products.size(); i++) {
            Operand<TFloat32> scaled = tf.math.mul(products.get(i), tf.expandDims(factors.get(i), tf.constant(2)));
            sum = sum == null ? scaled : tf.math.add(sum, scaled);
        }
        return tf.nn.biasAdd(sum, layer.constant(name + ".bias", 0, filters));
    }
}
