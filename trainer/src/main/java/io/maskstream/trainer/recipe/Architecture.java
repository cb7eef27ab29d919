package io.maskstream.trainer.recipe;

import io.maskstream.trainer.tensor.Layers;
import java.util.function.UnaryOperator;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;

/** A network that predicts something of records of one kind. */
@FunctionalInterface
interface Architecture {

    /**
     * What a copy of the network computes.
     *
     * @param maskable what a mask can multiply: [batch, length, channels], or [batch, height, width, channels]
     * @param features what a mask network can see: likewise, with as many positions or fewer
     * @param prediction [batch] or [batch, classes]
     * @param loss from targets [batch], a scalar; only asked of copies that are trained
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
