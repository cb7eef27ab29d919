package io.maskstream.trainer.evaluate.surrogate;

import io.maskstream.trainer.tensor.Layers;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * One hidden layer.
 *
 * @param in numbers a row
 * @param width of the layer
 * @param dropout share of its units that a training step leaves out
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
