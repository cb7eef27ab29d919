package io.maskstream.trainer.evaluate.surrogate;

import io.maskstream.trainer.tensor.Layers;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * A network with one hidden layer.
 *
 * @param in number of values in a row
 * @param width number of units of the layer
 * @param dropout dropout rate of its units
 */
public record DenseBody(int in, int width, double dropout) implements SmallNetwork.Body {

    @Override
    public long[] sample() {
        return new long[] {in};
    }

    @Override
    public Operand<TFloat32> build(Layers layers, Operand<TFloat32> rows) {
        return layers.dropout(layers.tf().nn.relu(layers.dense("hidden", rows, in, width, Math.sqrt(2))), dropout);
    }
}
