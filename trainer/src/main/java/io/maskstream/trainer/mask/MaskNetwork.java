package io.maskstream.trainer.mask;

import io.maskstream.trainer.tensor.Layers;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** Computes a mask from what the frozen model reads, and has computed on the way to its prediction. */
@FunctionalInterface
public interface MaskNetwork {

    /**
     * Adds a copy of the network.
     *
     * @param maskable what the mask will multiply: [batch, length, channels], or an image [batch, height, width, channels]
     * @param features [batch, length, channels]
     * @param valid 1 at tokens, 0 at padding: [batch, length]
     * @param channels of the features
     * @return w, at least 0, [batch, length], arbitrary at padding; the mask is 1 - exp(-w), which is in [0,1), close to w
     *     where w is small, and, unlike w cut off at 1, never the same for two tokens of different w. Where w is a
     *     softplus, that is the sigmoid of what softplus was applied to
     */
    Operand<TFloat32> build(
            Layers layers,
            Operand<TFloat32> maskable,
            Operand<TFloat32> features,
            Operand<TFloat32> valid,
            int channels);
}
