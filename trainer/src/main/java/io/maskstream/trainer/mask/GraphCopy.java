package io.maskstream.trainer.mask;

import io.maskstream.trainer.model.FrozenTensors;
import io.maskstream.trainer.tensor.Layers;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/**
 * A copy of the networks in the graph of a frozen model: one for each length, for training and for serving.
 *
 * @param name prefix of the names of the predictions on masked inputs
 * @param graph graph that contains the frozen model
 * @param layers for the networks
 * @param frozen names of the frozen model's tensors for this length
 * @param cellAnswers name of the model's answers to single cells (see {@link CellAnswers}); null if it has none
 */
record GraphCopy(String name, Graph graph, Layers layers, FrozenTensors frozen, String cellAnswers) {

    /** Returns the token ids: [batch, length]. */
    Operand<TInt32> ids() {
        return tensor(graph, frozen.input(), TInt32.class);
    }

    /** Returns the prediction on the whole input: [batch, classes], or [batch] for a value. */
    Operand<TFloat32> prediction() {
        return values(frozen.prediction());
    }

    /**
     * Returns a tensor by name.
     *
     * @throws IllegalArgumentException if there is no tensor of that name, or it is not float32
     */
    Operand<TFloat32> values(String tensor) {
        return tensor(graph, tensor, TFloat32.class);
    }

    /**
     * Returns a tensor of a graph by name.
     *
     * @throws IllegalArgumentException if there is no tensor of that name, or it has another type
     */
    static <T extends TType> Operand<T> tensor(Graph graph, String name, Class<T> type) {
        Output<?> output = graph.outputOrThrow(name);
        if (output.type() != type) {
            throw new IllegalArgumentException("the tensor '" + name + "' is of type "
                    + output.type().getSimpleName() + ", but must be of " + type.getSimpleName());
        }
        return output.expect(type);
    }
}
