package io.maskstream.trainer.mask;

import io.maskstream.trainer.tensor.Layers;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A lean mask network for reviews. The model's own GRU has seen a word's context on both sides, so it is enough to look at
 * what it made of a word and of its neighbours: a dense layer at each word, convolutions over neighbours, sigmoid.
 *
 * @param filters width of each layer
 * @param layers number of convolutions
 * @param width of each in words; odd
 */
public record WordConvolutions(int filters, int layers, int width) implements MaskNetwork {

    /**
     * Where the logits start: a mask of 0.12. From a mask of a half a few steps lead to one of 1 everywhere, which keeps
     * every prediction, and out of which sigmoid's flat end lets it come but slowly.
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
        return MaskHead.weights(layer, logits, inputs);
    }
}
