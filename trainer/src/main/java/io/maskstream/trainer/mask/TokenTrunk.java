package io.maskstream.trainer.mask;

import io.maskstream.trainer.tensor.Layers;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The layers shared by networks over tokens: residual convolutions with growing dilation (1, 2, 4 ...; van den Oord et
 * al. 2016), over features that a context vector of the whole record scales and shifts (FiLM, Perez et al. 2018).
 *
 * @param filters width of each layer
 * @param layers number of convolutions
 * @param width kernel size of each convolution, in tokens; odd
 */
record TokenTrunk(int filters, int layers, int width) {

    /**
     * Adds a copy of the layers.
     *
     * @param network prefix of the names of the weights
     * @param features what the layers read at each token
     * @param context context vector of each record, [batch, values]
     * @return [batch, length, filters]
     */
    Operand<TFloat32> of(Layers layer, String network, TokenFeatures features, Operand<TFloat32> context) {
        Ops tf = layer.tf();
        int values = (int) context.shape().get(1);
        Operand<TFloat32> local = features.dense(layer, network + ".in", filters);
        Operand<TFloat32> x = tf.nn.selu(layer.modulated(network + ".context", local, context, values, filters));
        for (int i = 1; i <= layers; i++) {
            Operand<TFloat32> y = layer.dilatedConv1d(
                    network + ".convolution" + i,
                    layer.onlyValid(x, features.valid()),
                    width,
                    1 << (i - 1),
                    filters,
                    filters,
                    1);
            x = tf.math.add(x, tf.nn.selu(y));
        }
        return x;
    }
}
