package io.maskstream.trainer.tensor;

import java.util.List;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.TensorFlow;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.op.nn.GRUBlockCell;
import org.tensorflow.op.nn.GRUBlockCellGrad;
import org.tensorflow.types.TFloat32;

/**
 * The gradient of {@code GRUBlockCell}. TensorFlow has the fused kernel ({@code GRUBlockCellGrad}) but registers it for
 * Python only. The gradients of the weights are matrix products on top of it.
 */
final class GruGradient {

    private GruGradient() {}

    /** Registers the gradient in this process; may be called repeatedly. */
    static void register() {
        TensorFlow.registerCustomGradient(GRUBlockCell.Inputs.class, GruGradient::gradients);
    }

    @SuppressWarnings("unchecked")
    private static List<Operand<?>> gradients(
            Ops tf, GRUBlockCell.Inputs<?> cell, List<? extends Operand<?>> outputGradients) {
        Operand<TFloat32> x = (Operand<TFloat32>) cell.x;
        Operand<TFloat32> hPrevious = (Operand<TFloat32>) cell.hPrev;
        GraphOperation operation = (GraphOperation) cell.getOutputs().op();
        Output<TFloat32> reset = operation.output(0);
        Output<TFloat32> update = operation.output(1);
        Output<TFloat32> candidate = operation.output(2);
        GRUBlockCellGrad<TFloat32> gradient = tf.nn.gRUBlockCellGrad(
                x,
                hPrevious,
                (Operand<TFloat32>) cell.wRu,
                (Operand<TFloat32>) cell.wC,
                (Operand<TFloat32>) cell.bRu,
                (Operand<TFloat32>) cell.bC,
                reset,
                update,
                candidate,
                (Operand<TFloat32>) outputGradients.get(3));
        Operand<TFloat32> gatesInput = tf.concat(List.of(x, hPrevious), tf.constant(1));
        Operand<TFloat32> candidateInput = tf.concat(List.of(x, tf.math.mul(hPrevious, reset)), tf.constant(1));
        return List.of(
                gradient.dX(),
                gradient.dHPrev(),
                tf.linalg.matMul(gatesInput, gradient.dRBarUBar(), MatMul.transposeA(true)),
                tf.linalg.matMul(candidateInput, gradient.dCBar(), MatMul.transposeA(true)),
                tf.sum(gradient.dRBarUBar(), tf.constant(0)),
                tf.sum(gradient.dCBar(), tf.constant(0)));
    }
}
