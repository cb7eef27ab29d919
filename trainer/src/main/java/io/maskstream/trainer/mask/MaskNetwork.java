package io.maskstream.trainer.mask;

import io.maskstream.trainer.tensor.Layers;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** Computes a mask from the frozen model's input and its intermediate activations. */
@FunctionalInterface
public interface MaskNetwork {

    /**
     * The inputs of a mask network.
     *
     * @param maskable tensor that the mask will multiply: [batch, length, channels] for tokens; [batch, height, width,
     *     channels], or pixels in rows, [batch, height * width, channels], for images
     * @param features activations of the model: [batch, positions, channels] for tokens, [batch, height, width,
     *     channels] for images; possibly fewer positions, or smaller maps, than in {@code maskable}
     * @param valid 1 at the parts that the network reads, 0 at padding and special tokens: [batch, length], or [batch,
     *     cells] for images
     * @param weighed 1 at the parts that get a weight, of the same shape; 0 also at the bonds, brackets and ring
     *     closures of a molecule
     * @param weighsAll whether {@code weighed} equals {@code valid}
     * @param grid grid of an image's mask; null for tokens
     * @param evidence evidence of each part for the predicted class, or for the value, [batch, length or cells], 0
     *     where {@code weighed} is 0; null if the explainer has none
     * @param ofClasses whether the model predicts classes; otherwise a value
     */
    record Inputs(
            Operand<TFloat32> maskable,
            Operand<TFloat32> features,
            Operand<TFloat32> valid,
            Operand<TFloat32> weighed,
            boolean weighsAll,
            ImageGrid grid,
            Operand<TFloat32> evidence,
            boolean ofClasses) {

        /** Returns the number of channels of the features. */
        int channels() {
            return (int) features.shape().get(features.shape().numDimensions() - 1);
        }

        /** Returns these inputs with other evidence; null for none. */
        Inputs with(Operand<TFloat32> shown) {
            return new Inputs(maskable, features, valid, weighed, weighsAll, grid, shown, ofClasses);
        }

        /** Returns the number of tokens or cells of a mask. */
        int length() {
            return (int) valid.shape().get(1);
        }
    }

    /**
     * Adds a copy of the network.
     *
     * @return w, at least 0, [batch, length or cells], undefined where {@code valid} is 0. The mask is 1 - exp(-w),
     *     which is in [0,1) and close to w for small w. Unlike w clipped at 1, it differs for any two tokens of
     *     different w. If w is the softplus of a logit, the mask is the sigmoid of that logit
     */
    Operand<TFloat32> build(Layers layers, Inputs inputs);

    /** Returns whether the network has weights, which a fit changes so that the masked prediction stays the same. */
    default boolean learns() {
        return true;
    }
}
