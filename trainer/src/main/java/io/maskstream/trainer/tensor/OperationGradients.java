package io.maskstream.trainer.tensor;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.internal.c_api.TFJ_GradFuncAdapter;
import org.tensorflow.internal.c_api.global.tensorflow;
import org.tensorflow.op.Ops;
import org.tensorflow.op.RawCustomGradient;
import org.tensorflow.op.core.BroadcastGradientArgs;
import org.tensorflow.op.core.OnesLike;
import org.tensorflow.op.linalg.EuclideanNorm;
import org.tensorflow.op.math.Ceil;
import org.tensorflow.op.math.Cumprod;
import org.tensorflow.op.math.Cumsum;
import org.tensorflow.op.math.Erfc;
import org.tensorflow.op.math.FloorDiv;
import org.tensorflow.op.math.FloorMod;
import org.tensorflow.op.math.MulNoNan;
import org.tensorflow.op.math.Rint;
import org.tensorflow.op.math.Round;
import org.tensorflow.op.math.Xdivy;
import org.tensorflow.op.math.Xlog1py;
import org.tensorflow.op.math.Xlogy;
import org.tensorflow.op.nn.TopK;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;
import org.tensorflow.types.family.TType;

/**
 * Gradients of operations that TensorFlow can differentiate in Python only. The C++ library, which this process uses,
 * has no gradients for them. The formulas are the textbook derivatives.
 *
 * <p>TensorFlow holds the graph's lock while it differentiates. A gradient function that reads a tensor's shape
 * deadlocks.
 */
final class OperationGradients {

    private static final float TWO_BY_ROOT_OF_PI = (float) (2 / Math.sqrt(Math.PI));

    private static final List<String> OPERATIONS = List.of(
            Erfc.OP_NAME,
            Xdivy.OP_NAME,
            Xlogy.OP_NAME,
            Xlog1py.OP_NAME,
            MulNoNan.OP_NAME,
            FloorMod.OP_NAME,
            EuclideanNorm.OP_NAME,
            Cumprod.OP_NAME,
            TopK.OP_NAME,
            Rint.OP_NAME,
            Round.OP_NAME,
            Ceil.OP_NAME,
            FloorDiv.OP_NAME,
            OnesLike.OP_NAME);

    /**
     * One callback for all operations, never freed. JavaCPP allows ten callbacks of a type in a process, and
     * TensorFlow's own method uses one for each operation.
     */
    private static final TFJ_GradFuncAdapter CALLBACK = RawCustomGradient.adapter(OperationGradients::gradients);

    private OperationGradients() {}

    /** Registers the gradients in this process; may be called repeatedly. */
    static synchronized void register() {
        for (String operation : OPERATIONS) {
            if (!tensorflow.TFJ_HasGradient(operation)) {
                tensorflow.TFJ_RegisterCustomGradient(operation, CALLBACK);
            }
        }
    }

    @SuppressWarnings("unchecked") // The operation determines the type.
    private static <T extends TNumber> List<Operand<?>> gradients(
            Ops tf, GraphOperation operation, List<Output<?>> outputGradients) {
        Operand<T> dy = (Operand<T>) outputGradients.get(0);
        Operand<T> x = (Operand<T>) operation.input(0);
        return switch (operation.type()) {
            case Erfc.OP_NAME -> List.of(ofErfc(tf, x, dy));
            case Xdivy.OP_NAME -> ofXdivy(tf, x, (Operand<T>) operation.input(1), dy);
            case Xlogy.OP_NAME -> ofXlogy(tf, x, (Operand<T>) operation.input(1), dy);
            case Xlog1py.OP_NAME -> ofXlog1py(tf, x, (Operand<T>) operation.input(1), dy);
            case MulNoNan.OP_NAME -> ofMulNoNan(tf, x, (Operand<T>) operation.input(1), dy);
            case FloorMod.OP_NAME -> ofFloorMod(tf, x, (Operand<T>) operation.input(1), dy);
            case EuclideanNorm.OP_NAME -> ofNorm(tf, x, (Operand<? extends TNumber>) operation.input(1), dy);
            case Cumprod.OP_NAME -> ofCumprod(tf, new Cumprod.Inputs<T>(operation), dy);
            case TopK.OP_NAME -> ofTopK(tf, new TopK.Inputs<T>(operation), dy);
            default -> zeros(tf, operation);
        };
    }

    /** The gradient of piecewise constant operations. */
    private static List<Operand<?>> zeros(Ops tf, GraphOperation operation) {
        List<Operand<?>> zeros = new ArrayList<>();
        // inputs() would look up operations by name and wait for the lock that TensorFlow holds during differentiation.
        for (int i = 0; i < operation.numInputs(); i++) {
            zeros.add(tf.zerosLike(operation.input(i)));
        }
        return zeros;
    }

    private static <T extends TNumber> Operand<T> ofErfc(Ops tf, Operand<T> x, Operand<T> dy) {
        Operand<T> slope = tf.math.mul(number(tf, -TWO_BY_ROOT_OF_PI, x), tf.math.exp(tf.math.neg(tf.math.square(x))));
        return tf.math.mul(dy, slope);
    }

    private static <T extends TNumber> List<Operand<?>> ofXdivy(Ops tf, Operand<T> x, Operand<T> y, Operand<T> dy) {
        return reduced(
                tf,
                x,
                y,
                tf.math.mul(dy, tf.math.xdivy(oneUnlessZero(tf, x), y)),
                tf.math.mul(dy, tf.math.xdivy(tf.math.neg(x), tf.math.square(y))));
    }

    private static <T extends TNumber> List<Operand<?>> ofXlogy(Ops tf, Operand<T> x, Operand<T> y, Operand<T> dy) {
        return reduced(
                tf,
                x,
                y,
                tf.math.mul(dy, tf.math.xlogy(oneUnlessZero(tf, x), y)),
                tf.math.mul(dy, tf.math.xdivy(x, y)));
    }

    private static <T extends TNumber> List<Operand<?>> ofXlog1py(Ops tf, Operand<T> x, Operand<T> y, Operand<T> dy) {
        return reduced(
                tf,
                x,
                y,
                tf.math.mul(dy, tf.math.xlog1py(oneUnlessZero(tf, x), y)),
                tf.math.mul(dy, tf.math.xdivy(x, tf.math.add(y, number(tf, 1, y)))));
    }

    private static <T extends TNumber> List<Operand<?>> ofMulNoNan(Ops tf, Operand<T> x, Operand<T> y, Operand<T> dy) {
        return reduced(tf, x, y, tf.math.mulNoNan(dy, y), tf.math.mulNoNan(dy, x));
    }

    private static <T extends TNumber> List<Operand<?>> ofFloorMod(Ops tf, Operand<T> x, Operand<T> y, Operand<T> dy) {
        return reduced(tf, x, y, dy, tf.math.mul(dy, tf.math.neg(tf.math.floor(tf.math.div(x, y)))));
    }

    private static <T extends TNumber> List<Operand<?>> ofNorm(
            Ops tf, Operand<T> x, Operand<? extends TNumber> axis, Operand<T> dy) {
        Operand<T> norm = tf.linalg.euclideanNorm(x, axis, EuclideanNorm.keepDims(true));
        Operand<T> direction = tf.math.divNoNan(x, norm);
        return List.of(tf.math.mul(direction, tf.reshape(dy, tf.shape(norm))), tf.zerosLike(axis));
    }

    /** The gradient is 0 where {@code x} is 0, as in TensorFlow's Python implementation. */
    private static <T extends TNumber> List<Operand<?>> ofCumprod(Ops tf, Cumprod.Inputs<T> in, Operand<T> dy) {
        Operand<T> product =
                tf.math.cumprod(in.x, in.axis, Cumprod.exclusive(in.exclusive), Cumprod.reverse(in.reverse));
        Operand<T> sum = tf.math.cumsum(
                tf.math.mul(product, dy), in.axis, Cumsum.exclusive(in.exclusive), Cumsum.reverse(!in.reverse));
        return List.of(tf.math.divNoNan(sum, in.x), tf.zerosLike(in.axis));
    }

    /** Passes the gradient of each of the largest values back to the position it came from. */
    private static <T extends TNumber> List<Operand<?>> ofTopK(Ops tf, TopK.Inputs<T> in, Operand<T> dy) {
        GraphOperation operation = (GraphOperation) in.getOutputs().op();
        Output<? extends TNumber> indices = operation.output(1);
        Operand<TInt32> last = tf.math.sub(tf.rank(in.input), tf.constant(1));
        Operand<TInt32> columns = tf.gather(tf.shape(in.input), last, tf.constant(0));
        Operand<T> taken = tf.oneHot(indices, columns, number(tf, 1, in.input), number(tf, 0, in.input));
        Operand<T> given = tf.sum(tf.math.mul(taken, tf.expandDims(dy, tf.constant(-1))), tf.constant(-2));
        return List.of(given, tf.zerosLike(in.k));
    }

    private static <T extends TNumber> Operand<T> oneUnlessZero(Ops tf, Operand<T> x) {
        return tf.dtypes.cast(tf.math.notEqual(x, tf.zerosLike(x)), x.type());
    }

    private static <T extends TNumber> Operand<T> number(Ops tf, float value, Operand<T> like) {
        return tf.dtypes.cast(tf.constant(value), like.type());
    }

    /** Sums gradients over the dimensions along which their operand was broadcast. */
    private static <T extends TType> List<Operand<?>> reduced(
            Ops tf, Operand<T> x, Operand<T> y, Operand<T> dx, Operand<T> dy) {
        Operand<TInt32> ofX = tf.shape(x);
        Operand<TInt32> ofY = tf.shape(y);
        BroadcastGradientArgs<TInt32> axes = BroadcastGradientArgs.create(tf.scope(), ofX, ofY);
        return List.of(tf.reshape(tf.sum(dx, axes.r0()), ofX), tf.reshape(tf.sum(dy, axes.r1()), ofY));
    }
}
