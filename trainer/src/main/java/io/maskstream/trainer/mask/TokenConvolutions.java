package io.maskstream.trainer.mask;

import io.maskstream.trainer.tensor.Layers;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * A lean mask network for the tokens of any model. The features may be just the embedding, which has no context.
 * Convolutions with a growing receptive field add it, and a summary of the whole record scales and shifts the filters
 * (see {@link TokenTrunk}), because local features do not show which class the model predicts. Features with fewer
 * positions than tokens are upsampled and concatenated with the tokens' own vectors.
 *
 * @param filters width of each layer
 * @param layers number of convolutions
 * @param width kernel size of each convolution, in tokens; odd
 */
public record TokenConvolutions(int filters, int layers, int width) implements MaskNetwork {

    @Override
    public Operand<TFloat32> build(Layers layer, Inputs inputs) {
        TokenFeatures features = TokenFeatures.of(layer.tf(), inputs.valid(), List.of(inputs.features()));
        Operand<TFloat32> x = new TokenTrunk(filters, layers, width).of(layer, "mask", features, features.mean(layer));
        Operand<TFloat32> logits = layer.conv1d("mask.out", x, 1, filters, 1, 1, WordConvolutions.FIRST_LOGIT);
        return MaskHead.weights(layer, logits, inputs, true);
    }
}
