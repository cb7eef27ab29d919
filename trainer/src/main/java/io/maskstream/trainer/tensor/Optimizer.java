package io.maskstream.trainer.tensor;

import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Minimises losses. One optimizer minimises the losses of several copies of a network (one for each length) with one
 * set of moments. TensorFlow's own Java optimizers cannot do this: they create new moments for each loss.
 */
public interface Optimizer {

    /** Creates optimizers. */
    @FunctionalInterface
    interface Factory {
        /**
         * Creates an optimizer and its variables.
         *
         * @param weights trainable variables by name
         * @param learningRate a scalar, usually a placeholder
         */
        Optimizer of(Ops tf, Map<String, ? extends Operand<TFloat32>> weights, Operand<TFloat32> learningRate);
    }

    /** Returns the operations to run before the first step. */
    List<Op> initializers();

    /**
     * Adds the operations of one step to the graph.
     *
     * @param loss a scalar
     * @param alongside operations to run in the same step, such as updates of moving averages
     * @return the operation that performs the step
     */
    Op minimize(Operand<TFloat32> loss, List<Op> alongside);
}
