package io.maskstream.trainer.mask;

import io.maskstream.trainer.tensor.Layers;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The paper's mask network for molecules: residual 1-D convolutions with SELU, two in each block, then a convolution of
 * width 1, batch normalisation and softplus.
 *
 * @param layers number of convolutions in the residual part; even
 * @param filters filters of each convolution
 * @param width kernel size of each convolution, in tokens; odd
 */
public record ResidualConvolutions(int layers, int filters, int width) implements MaskNetwork {

    public ResidualConvolutions {
        if (layers < 2 || layers % 2 != 0) {
            throw new IllegalArgumentException("the mask network needs an even number of layers, not " + layers);
        }
    }

    @Override
    public Operand<TFloat32> build(Layers layer, Inputs inputs) {
        Ops tf = layer.tf();
        Operand<TFloat32> features = inputs.features();
        Operand<TFloat32> valid = inputs.valid();
        int channels = inputs.channels();
        Operand<TFloat32> x = layer.conv1d("mask.in", features, 1, channels, filters, 1);
        for (int block = 1; block <= layers / 2; block++) {
            String name = "mask.block" + block;
            Operand<TFloat32> y = layer.onlyValid(tf.nn.selu(x), valid);
            y = layer.conv1d(name + ".first", y, width, filters, filters, 1);
            y = layer.onlyValid(tf.nn.selu(y), valid);
            x = tf.math.add(x, layer.conv1d(name + ".second", y, width, filters, filters, 1));
        }
        Operand<TFloat32> logits = layer.conv1d("mask.out", tf.nn.selu(x), 1, filters, 1, 1);
        Operand<TFloat32> normalised = layer.batchNorm("mask.norm", logits, valid, 1);
        return MaskHead.weights(layer, normalised, inputs, false);
    }
}
