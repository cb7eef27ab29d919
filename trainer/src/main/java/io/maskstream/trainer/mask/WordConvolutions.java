package io.maskstream.trainer.mask;

import io.maskstream.trainer.tensor.Layers;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A lean mask network for reviews. The outputs of the model's own bidirectional GRU already include each word's
 * context, so a dense layer at each word, convolutions over neighbouring words and a sigmoid are sufficient.
 *
 * @param filters width of each layer
 * @param layers number of convolutions
 * @param width kernel size of each convolution, in words; odd
 */
public record WordConvolutions(int filters, int layers, int width) implements MaskNetwork {

    /**
     * Initial logit: a mask of 0.12. From a mask of 0.5, a few steps lead to a mask of 1 everywhere, which preserves
     * every prediction and which it leaves only slowly, because the sigmoid is saturated.
     */
    static final float FIRST_LOGIT = -2;

    @Override
    public Operand<TFloat32> build(Layers layer, Inputs inputs) {
        Ops tf = layer.tf();
        Operand<TFloat32> features = inputs.features();
        Operand<TFloat32> valid = inputs.valid();
        int channels = inputs.channels();
        Operand<TFloat32> x = tf.nn.selu(layer.conv1d("mask.in", features, 1, channels, filters, 1));
        for (int i = 1; i <= layers; i++) {
            Operand<TFloat32> y =
                    layer.conv1d("mask.convolution" + i, layer.onlyValid(x, valid), width, filters, filters, 1);
            x = tf.math.add(x, tf.nn.selu(y));
        }
        Operand<TFloat32> logits = layer.conv1d("mask.out", x, 1, filters, 1, 1, FIRST_LOGIT);
        return MaskHead.weights(layer, logits, inputs, false);
    }
}
