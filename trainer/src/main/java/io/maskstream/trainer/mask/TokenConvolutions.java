package io.maskstream.trainer.mask;

import io.maskstream.trainer.tensor.Layers;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A lean mask network for tokens of any model. Its features may be the embedding alone, which knows of no neighbours: so
 * convolutions see ever farther (dilated by 1, 2, 4 ...; van den Oord et al. 2016), and what the whole record says scales and
 * shifts the filters (FiLM, Perez et al. 2018), for what speaks for a class stands at its place, but which class has won does
 * not. Where the features have fewer positions than there are tokens, they are enlarged, and the tokens' own vectors are
 * read beside them.
 *
 * @param filters width of each layer
 * @param layers number of convolutions
 * @param width of each in tokens; odd
 */
public record TokenConvolutions(int filters, int layers, int width) implements MaskNetwork {

    @Override
    public Operand<TFloat32> build(Layers layer, Inputs inputs) {
        Ops tf = layer.tf();
        Operand<TFloat32> valid = inputs.valid();
        Operand<TFloat32> features = FeatureScale.ofTokens(tf, inputs.features(), valid);
        int channels = inputs.channels();
        Operand<TFloat32> local = layer.conv1d("mask.in", features, 1, channels, filters, 1);
        Operand<TFloat32> pooled = layer.meanOverParts(features, valid);
        Operand<TFloat32> x = tf.nn.selu(layer.modulated("mask.context", local, pooled, channels, filters));
        for (int i = 1; i <= layers; i++) {
            Operand<TFloat32> y = layer.dilatedConv1d(
                    "mask.convolution" + i, layer.onlyValid(x, valid), width, 1 << (i - 1), filters, filters, 1);
            x = tf.math.add(x, tf.nn.selu(y));
        }
        Operand<TFloat32> logits = layer.conv1d("mask.out", x, 1, filters, 1, 1, WordConvolutions.FIRST_LOGIT);
        return MaskHead.weights(layer, BoundedLogits.of(tf, logits), inputs);
    }
}
