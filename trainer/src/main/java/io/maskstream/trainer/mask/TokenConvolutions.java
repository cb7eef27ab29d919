package io.maskstream.trainer.mask;

import io.maskstream.trainer.tensor.Layers;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A lean mask network for tokens of any model. Its features may be the embedding alone, which knows of no neighbours: so
 * convolutions see ever farther, and what the whole record says scales and shifts the filters (see {@link TokenTrunk}), for
 * what speaks for a class stands at its place, but which class has won does not. Where the features have fewer positions than there are tokens, they are enlarged, and the tokens' own vectors are
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
        Operand<TFloat32> x = new TokenTrunk(filters, layers, width)
                .of(layer, "mask", features, layer.meanOverParts(features, valid), valid);
        Operand<TFloat32> logits = layer.conv1d("mask.out", x, 1, filters, 1, 1, WordConvolutions.FIRST_LOGIT);
        return MaskHead.weights(layer, BoundedLogits.of(tf, logits), inputs);
    }
}
