package io.maskstream.trainer.tensor;

import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Changes weights so that losses fall. One optimizer minimises the losses of several copies of a network (one for each
 * length) with one set of moments, which TensorFlow's own Java optimizers cannot: they make new moments for each loss.
 */
public interface Optimizer {

    /** Makes an optimizer. */
    @FunctionalInterface
    interface Factory {
        /**
         * Creates the moments.
         *
         * @param weights to train, by name
         * @param learningRate a scalar, usually a placeholder
         */
        Optimizer of(Ops tf, Map<String, ? extends Operand<TFloat32>> weights, Operand<TFloat32> learningRate);
    }

    /** What has to run before the first step. */
    List<Op> initializers();

    /**
     * Adds one step.
     *
     * @param loss a scalar
     * @param alongside run in the same step, such as updates of moving averages
     * @return the operation that makes the step
     */
    Op minimize(Operand<TFloat32> loss, List<Op> alongside);
}
