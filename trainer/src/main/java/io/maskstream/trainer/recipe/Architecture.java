package io.maskstream.trainer.recipe;

import io.maskstream.trainer.tensor.Layers;
import java.util.function.UnaryOperator;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;

/** A network that predicts from one kind of input. */
@FunctionalInterface
interface Architecture {

    /**
     * The outputs of a copy of the network.
     *
     * @param maskable tensor that a mask can multiply: [batch, length, channels], or [batch, height, width, channels]
     * @param features tensor that a mask network can read, of the same rank, with as many positions or fewer
     * @param prediction [batch] or [batch, classes]
     * @param loss function from targets [batch] to a scalar loss; only called for training copies
     */
    record Copy(
            Operand<TFloat32> maskable,
            Operand<TFloat32> features,
            Operand<TFloat32> prediction,
            UnaryOperator<Operand<TFloat32>> loss) {}

    /**
     * Adds a copy of the network for one size of input.
     *
     * @param input token ids, int32 [batch, length], padded with 0; or pixels, uint8 [batch, height, width, channels]
     */
    Copy build(Layers layers, Operand<? extends TNumber> input);
}
