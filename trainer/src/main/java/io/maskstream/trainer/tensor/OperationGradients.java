package io.maskstream.trainer.tensor;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.TensorFlow;
import org.tensorflow.op.Ops;
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
 * Gradients of operations that TensorFlow can differentiate in Python alone: the C++ library, which this process uses, has
 * none for them. The formulas are those of any table of derivatives.
 *
 * <p>While it differentiates, TensorFlow holds the graph's lock: a gradient that asks for a tensor's shape waits for ever.
 */
final class OperationGradients {

    private static final float TWO_BY_ROOT_OF_PI = (float) (2 / Math.sqrt(Math.PI));

    private OperationGradients() {}

    /** Makes the gradients known to this process; safe to call again. */
    @SuppressWarnings({"unchecked", "rawtypes"}) // An operation's type is known only when it is differentiated.
    static void register() {
        TensorFlow.registerCustomGradient(
                Erfc.Inputs.class, (tf, in, dy) -> List.of(ofErfc(tf, in.x, (Operand) dy.get(0))));
        TensorFlow.registerCustomGradient(
                Xdivy.Inputs.class, (tf, in, dy) -> ofXdivy(tf, in.x, in.y, (Operand) dy.get(0)));
        TensorFlow.registerCustomGradient(
                Xlogy.Inputs.class, (tf, in, dy) -> ofXlogy(tf, in.x, in.y, (Operand) dy.get(0)));
        TensorFlow.registerCustomGradient(
                Xlog1py.Inputs.class, (tf, in, dy) -> ofXlog1py(tf, in.x, in.y, (Operand) dy.get(0)));
        TensorFlow.registerCustomGradient(
                MulNoNan.Inputs.class, (tf, in, dy) -> ofMulNoNan(tf, in.x, in.y, (Operand) dy.get(0)));
        TensorFlow.registerCustomGradient(
                FloorMod.Inputs.class, (tf, in, dy) -> ofFloorMod(tf, in.x, in.y, (Operand) dy.get(0)));
        TensorFlow.registerCustomGradient(
                EuclideanNorm.Inputs.class, (tf, in, dy) -> ofNorm(tf, in.input, in.axis, (Operand) dy.get(0)));
        TensorFlow.registerCustomGradient(Cumprod.Inputs.class, (tf, in, dy) -> ofCumprod(tf, in, (Operand) dy.get(0)));
        TensorFlow.registerCustomGradient(TopK.Inputs.class, (tf, in, dy) -> ofTopK(tf, in, (Operand) dy.get(0)));
        constant(Rint.OP_NAME);
        constant(Round.OP_NAME);
        constant(Ceil.OP_NAME);
        constant(FloorDiv.OP_NAME);
        constant(OnesLike.OP_NAME);
    }

    /** Of what is constant but for its jumps. */
    private static void constant(String operation) {
        TensorFlow.registerCustomGradient(operation, (Ops tf, GraphOperation node, List<Output<?>> dy) -> {
            List<Operand<?>> zeros = new ArrayList<>();
            node.inputs().forEach(input -> zeros.add(tf.zerosLike(input)));
            return zeros;
        });
    }

    private static <T extends TNumber> Operand<T> ofErfc(Ops tf, Operand<T> x, Operand<T> dy) {
        Operand<T> slope = tf.math.mul(
                number(tf, -TWO_BY_ROOT_OF_PI, x), tf.math.exp(tf.math.neg(tf.math.square(x))));
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
        return reduced(
                tf, x, y, dy, tf.math.mul(dy, tf.math.neg(tf.math.floor(tf.math.div(x, y)))));
    }

    private static <T extends TNumber> List<Operand<?>> ofNorm(
            Ops tf, Operand<T> x, Operand<? extends TNumber> axis, Operand<T> dy) {
        Operand<T> norm = tf.linalg.euclideanNorm(x, axis, EuclideanNorm.keepDims(true));
        Operand<T> direction = tf.math.divNoNan(x, norm);
        return List.of(
                tf.math.mul(direction, tf.reshape(dy, tf.shape(norm))), tf.zerosLike(axis));
    }

    /** As TensorFlow's own in Python, it is 0 where {@code x} is. */
    private static <T extends TNumber> List<Operand<?>> ofCumprod(Ops tf, Cumprod.Inputs<T> in, Operand<T> dy) {
        Operand<T> product = tf.math.cumprod(
                in.x, in.axis, Cumprod.exclusive(in.exclusive), Cumprod.reverse(in.reverse));
        Operand<T> sum = tf.math.cumsum(
                tf.math.mul(product, dy),
                in.axis,
                Cumsum.exclusive(in.exclusive),
                Cumsum.reverse(!in.reverse));
        return List.of(tf.math.divNoNan(sum, in.x), tf.zerosLike(in.axis));
    }

    /** Each of the largest gives its gradient back to where it was taken from. */
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

    /** Summed up over the dimensions along which an operand was broadcast. */
    private static <T extends TType> List<Operand<?>> reduced(
            Ops tf, Operand<T> x, Operand<T> y, Operand<T> dx, Operand<T> dy) {
        Operand<TInt32> ofX = tf.shape(x);
        Operand<TInt32> ofY = tf.shape(y);
        BroadcastGradientArgs<TInt32> axes = BroadcastGradientArgs.create(tf.scope(), ofX, ofY);
        return List.of(
                tf.reshape(tf.sum(dx, axes.r0()), ofX),
                tf.reshape(tf.sum(dy, axes.r1()), ofY));
    }
}
