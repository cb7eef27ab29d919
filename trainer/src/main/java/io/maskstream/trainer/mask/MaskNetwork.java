package io.maskstream.trainer.mask;

import io.maskstream.trainer.tensor.Layers;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** Computes a mask from what the frozen model reads, and has computed on the way to its prediction. */
@FunctionalInterface
public interface MaskNetwork {

    /**
     * What a mask network reads.
     *
     * @param maskable what the mask will multiply: of tokens [batch, length, channels]; of images [batch, height, width,
     *     channels], or their pixels in rows, [batch, height * width, channels]
     * @param features of tokens [batch, positions, channels], of images [batch, height, width, channels]; perhaps fewer
     *     positions, or smaller maps, than those of {@code maskable}
     * @param valid 1 at what it reads, 0 at padding and special tokens: [batch, length], of images [batch, cells]
     * @param weighed 1 at the parts that the mask weighs, of the same shape: not at what joins a molecule's atoms
     * @param weighsAll whether the mask weighs all that it reads, so that {@code weighed} equals {@code valid}
     * @param grid of an image's mask; null of tokens
     * @param evidence what each part adds to the predicted class, or to the value, [batch, length or cells], 0 where
     *     {@code weighed} is; null where the explainer has none
     */
    record Inputs(
            Operand<TFloat32> maskable,
            Operand<TFloat32> features,
            Operand<TFloat32> valid,
            Operand<TFloat32> weighed,
            boolean weighsAll,
            ImageGrid grid,
            Operand<TFloat32> evidence) {

        /** Of the features. */
        int channels() {
            return (int) features.shape().get(features.shape().numDimensions() - 1);
        }

        /** The same with evidence; null for none. */
        Inputs with(Operand<TFloat32> shown) {
            return new Inputs(maskable, features, valid, weighed, weighsAll, grid, shown);
        }

        /** How many tokens, or cells, a mask has. */
        int length() {
            return (int) valid.shape().get(1);
        }
    }

    /**
     * Adds a copy of the network.
     *
     * @return w, at least 0, [batch, length or cells], arbitrary where {@code valid} is 0; the mask is 1 - exp(-w), which is
     *     in [0,1), close to w where w is small, and, unlike w cut off at 1, never the same for two tokens of different w.
     *     Where w is a softplus, that is the sigmoid of what softplus was applied to
     */
    Operand<TFloat32> build(Layers layers, Inputs inputs);
}
