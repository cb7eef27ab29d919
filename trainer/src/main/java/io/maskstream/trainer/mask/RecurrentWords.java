package io.maskstream.trainer.mask;

import io.maskstream.trainer.tensor.Layers;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The paper's mask network for reviews: bidirectional GRUs over the outputs of the model's own GRU, then a dense layer
 * with ReLU and a sigmoid at each word.
 *
 * @param layers number of bidirectional GRUs (the paper: 2)
 * @param gru width of each direction (the paper: 100)
 * @param dense width of the dense layer (the paper: 256)
 */
public record RecurrentWords(int layers, int gru, int dense) implements MaskNetwork {

    @Override
    public Operand<TFloat32> build(Layers layer, Inputs inputs) {
        Ops tf = layer.tf();
        Operand<TFloat32> features = inputs.features();
        Operand<TFloat32> valid = inputs.valid();
        int channels = inputs.channels();
        int length = (int) valid.shape().get(1);
        Operand<TFloat32> x = features;
        int width = channels;
        for (int i = 1; i <= layers; i++) {
            x = layer.onlyValid(layer.biGru("mask.gru" + i, x, valid, length, width, gru), valid);
            width = 2 * gru;
        }
        x = tf.nn.relu(layer.conv1d("mask.dense", x, 1, width, dense, Math.sqrt(2)));
        Operand<TFloat32> logits = layer.conv1d("mask.out", x, 1, dense, 1, 1, WordConvolutions.FIRST_LOGIT);
        return MaskHead.weights(layer, logits, inputs, false);
    }
}
