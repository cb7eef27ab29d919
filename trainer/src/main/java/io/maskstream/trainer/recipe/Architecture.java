package io.maskstream.trainer.recipe;

import io.maskstream.trainer.tensor.Layers;
import java.util.function.UnaryOperator;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** A network that predicts something of sequences of token ids. */
@FunctionalInterface
interface Architecture {

    /**
     * What a copy of the network computes.
     *
     * @param maskable what a mask can multiply: [batch, length, channels]
     * @param features what a mask network can see: [batch, length, channels]
     * @param prediction [batch] or [batch, classes]
     * @param loss from targets [batch], a scalar; only asked of copies that are trained
     */
    record Copy(
            Operand<TFloat32> maskable,
            Operand<TFloat32> features,
            Operand<TFloat32> prediction,
            UnaryOperator<Operand<TFloat32>> loss) {}

    /**
     * Adds a copy of the network for one length.
     *
     * @param ids [batch, length], padded with 0
     */
    Copy build(Layers layers, Operand<TInt32> ids, int length);
}
