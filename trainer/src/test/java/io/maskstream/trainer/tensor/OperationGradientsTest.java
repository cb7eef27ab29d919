package io.maskstream.trainer.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Any;
import org.tensorflow.op.core.Gather;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.ReverseSequence;
import org.tensorflow.op.core.StridedSlice;
import org.tensorflow.op.core.Unstack;
import org.tensorflow.op.image.ResizeBicubic;
import org.tensorflow.op.image.ResizeBilinear;
import org.tensorflow.op.image.ResizeNearestNeighbor;
import org.tensorflow.op.math.Cumprod;
import org.tensorflow.op.math.Cumsum;
import org.tensorflow.op.nn.AvgPool;
import org.tensorflow.op.nn.FusedBatchNorm;
import org.tensorflow.op.nn.LeakyRelu;
import org.tensorflow.op.nn.MaxPool;
import org.tensorflow.op.train.BatchMatMul;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Gradients of single operations that occur in Keras models, against central differences. */
class OperationGradientsTest {

    /** Batch, height, width, channels. */
    private static final int[] SIZES = {2, 6, 5, 4};

    private static final float STEP = 4e-3f;
    private static final List<Long> ONES = List.of(1L, 1L, 1L, 1L);
    private static final List<Long> TWOS = List.of(1L, 2L, 2L, 1L);

    private static Arguments of(String name, BiFunction<Ops, Operand<TFloat32>, Operand<TFloat32>> operation) {
        return Arguments.of(name, operation);
    }

    static Stream<Arguments> operations() {
        return Stream.of(
                of("Erf", (tf, x) -> tf.math.erf(x)),
                of("Erfc", (tf, x) -> tf.math.erfc(x)),
                of("Rsqrt", (tf, x) -> tf.math.rsqrt(positive(tf, x))),
                of("Sqrt", (tf, x) -> tf.math.sqrt(positive(tf, x))),
                of("Reciprocal", (tf, x) -> tf.math.reciprocal(positive(tf, x))),
                of("Sin", (tf, x) -> tf.math.sin(x)),
                of("Cos", (tf, x) -> tf.math.cos(x)),
                of("Softplus", (tf, x) -> tf.math.softplus(x)),
                of("Softsign", (tf, x) -> tf.nn.softsign(x)),
                of("Elu", (tf, x) -> tf.nn.elu(x)),
                of("Selu", (tf, x) -> tf.nn.selu(x)),
                of("LeakyRelu", (tf, x) -> tf.nn.leakyRelu(x, LeakyRelu.alpha(0.3f))),
                of("Relu6", (tf, x) -> tf.nn.relu6(tf.math.mul(x, tf.constant(5f)))),
                of("Softmax", (tf, x) -> tf.nn.softmax(x)),
                of("LogSoftmax", (tf, x) -> tf.nn.logSoftmax(flat(tf, x))),
                of("Log1p", (tf, x) -> tf.math.log1p(positive(tf, x))),
                of("Expm1", (tf, x) -> tf.math.expm1(x)),
                of("Pow", (tf, x) -> tf.math.pow(positive(tf, x), tf.constant(2.5f))),
                of("Xdivy", (tf, x) -> tf.math.xdivy(x, positive(tf, x))),
                of("Xlogy", (tf, x) -> tf.math.xlogy(x, positive(tf, x))),
                of("Xlog1py", (tf, x) -> tf.math.xlog1py(x, positive(tf, first(tf, x, 1)))),
                of("MulNoNan", (tf, x) -> tf.math.mulNoNan(x, first(tf, x, 1))),
                of("DivNoNan", (tf, x) -> tf.math.divNoNan(x, positive(tf, x))),
                of("FloorMod", (tf, x) -> tf.math.floorMod(x, tf.constant(0.7f))),
                of("SquaredDifference", (tf, x) -> tf.math.squaredDifference(x, first(tf, x, 3))),
                of("ClipByValue", (tf, x) -> tf.clipByValue(x, tf.constant(-0.5f), tf.constant(0.5f))),
                of("Maximum", (tf, x) -> tf.math.maximum(x, first(tf, x, 3))),
                of(
                        "SelectV2 that broadcasts",
                        (tf, x) -> tf.select(
                                tf.math.greater(first(tf, x, 3), tf.constant(0f)), tf.math.square(x), tf.constant(1f))),
                of("BroadcastTo", (tf, x) -> tf.broadcastTo(first(tf, x, 3), tf.constant(SIZES))),
                of("Tile", (tf, x) -> tf.tile(x, tf.constant(new int[] {1, 2, 1, 3}))),
                of(
                        "Slice",
                        (tf, x) -> tf.slice(
                                x, tf.constant(new int[] {0, 1, 2, 0}), tf.constant(new int[] {-1, 3, 2, -1}))),
                of(
                        "StridedSlice backwards, and of one dimension less",
                        (tf, x) -> tf.stridedSlice(
                                x,
                                tf.constant(new int[] {0, -1, 2, 0}),
                                tf.constant(new int[] {0, 0, 3, 0}),
                                tf.constant(new int[] {1, -2, 1, 1}),
                                StridedSlice.beginMask(1L + 8),
                                StridedSlice.endMask(1L + 8),
                                StridedSlice.shrinkAxisMask(4L))),
                of("ConcatV2", (tf, x) -> tf.concat(List.of(x, tf.math.square(x)), tf.constant(2))),
                of("Split", (tf, x) -> {
                    List<Output<TFloat32>> parts =
                            tf.split(tf.constant(3), x, 2L).output();
                    return tf.math.mul(parts.get(0), tf.math.square(parts.get(1)));
                }),
                of("Unpack and Pack", (tf, x) -> {
                    List<Operand<TFloat32>> parts =
                            new ArrayList<>(tf.unstack(x, 5L, Unstack.axis(2L)).output());
                    return tf.stack(parts);
                }),
                of(
                        "Pad",
                        (tf, x) ->
                                tf.pad(x, tf.constant(new int[][] {{0, 0}, {1, 2}, {0, 1}, {0, 0}}), tf.constant(0f))),
                of(
                        "MirrorPad REFLECT",
                        (tf, x) ->
                                tf.mirrorPad(x, tf.constant(new int[][] {{0, 0}, {1, 2}, {0, 1}, {0, 0}}), "REFLECT")),
                of(
                        "MirrorPad SYMMETRIC",
                        (tf, x) -> tf.mirrorPad(
                                x, tf.constant(new int[][] {{0, 0}, {1, 2}, {0, 1}, {0, 0}}), "SYMMETRIC")),
                of("Transpose", (tf, x) -> tf.linalg.transpose(x, tf.constant(new int[] {0, 3, 1, 2}))),
                of("ReverseV2", (tf, x) -> tf.reverse(x, tf.constant(new int[] {1}))),
                of(
                        "ReverseSequence",
                        (tf, x) ->
                                tf.reverseSequence(x, tf.constant(new int[] {3, 5}), 1L, ReverseSequence.batchDim(0L))),
                of("Roll", (tf, x) -> tf.roll(x, tf.constant(2), tf.constant(1))),
                of("GatherV2", (tf, x) -> tf.gather(x, tf.constant(new int[] {0, 3, 3}), tf.constant(1))),
                of(
                        "GatherV2 of one a record",
                        (tf, x) -> tf.gather(
                                x, tf.constant(new int[][] {{2, 2}, {0, 5}}), tf.constant(1), Gather.batchDims(1L))),
                of("GatherNd", (tf, x) -> tf.gatherNd(x, tf.constant(new int[][] {{0, 2}, {1, 5}, {0, 2}}))),
                of("Sum", (tf, x) -> tf.math.square(tf.sum(x, tf.constant(new int[] {1, 2})))),
                of("Mean", (tf, x) -> tf.math.square(tf.math.mean(x, tf.constant(new int[] {1, -1})))),
                of("Max", (tf, x) -> tf.max(x, tf.constant(new int[] {1, 2}))),
                of("Prod", (tf, x) -> tf.prod(x, tf.constant(1))),
                of("EuclideanNorm", (tf, x) -> tf.math.sqrt(tf.sum(tf.math.square(x), tf.constant(3)))),
                of("ReduceEuclideanNorm", (tf, x) -> tf.linalg.euclideanNorm(x, tf.constant(new int[] {1, 3}))),
                of(
                        "Cumsum",
                        (tf, x) -> tf.math.cumsum(x, tf.constant(1), Cumsum.reverse(true), Cumsum.exclusive(true))),
                of("Cumprod", (tf, x) -> tf.math.cumprod(x, tf.constant(1))),
                of("Cumprod backwards", (tf, x) -> tf.math.cumprod(x, tf.constant(1), Cumprod.reverse(true))),
                of("TopKV2", (tf, x) -> tf.nn.topK(x, tf.constant(2), TInt32.class)
                        .values()),
                of("MatMul", (tf, x) -> tf.linalg.matMul(flat(tf, x), kernel(tf, 4, 3))),
                of(
                        "BatchMatMulV2 that broadcasts",
                        (tf, x) -> tf.train.batchMatMul(x, first(tf, x, 1), TFloat32.class, BatchMatMul.adjY(true))),
                of("Einsum", (tf, x) -> tf.linalg.einsum(List.of(x, tf.math.sin(x)), "bhwc,bhvc->bhwv")),
                of("BiasAdd", (tf, x) -> tf.nn.biasAdd(x, kernel(tf, 4))),
                of("Conv2D", (tf, x) -> tf.nn.conv2d(x, kernel(tf, 3, 3, 4, 2), TWOS, "SAME")),
                of(
                        "DepthwiseConv2dNative",
                        (tf, x) -> tf.nn.depthwiseConv2dNative(x, kernel(tf, 3, 3, 4, 2), TWOS, "SAME")),
                of(
                        "Conv2DBackpropInput",
                        (tf, x) -> tf.nn.conv2dBackpropInput(
                                tf.constant(new int[] {2, 12, 10, 3}), kernel(tf, 3, 3, 3, 4), x, TWOS, "SAME")),
                of(
                        "Conv2D of shuffled space, as Keras dilates",
                        (tf, x) -> tf.batchToSpaceNd(
                                tf.nn.conv2d(
                                        tf.spaceToBatchNd(x, tf.constant(new int[] {2, 2}), tf.constant(new int[][] {
                                            {0, 0}, {0, 1}
                                        })),
                                        kernel(tf, 2, 2, 4, 2),
                                        ONES,
                                        "VALID"),
                                tf.constant(new int[] {2, 2}),
                                tf.constant(new int[][] {{0, 0}, {0, 1}}))),
                of("AvgPool", (tf, x) -> tf.nn.avgPool(x, TWOS, TWOS, "SAME", new AvgPool.Options[0])),
                of(
                        "MaxPool",
                        (tf, x) -> tf.nn.maxPool(
                                x,
                                tf.constant(new int[] {1, 2, 2, 1}),
                                tf.constant(new int[] {1, 2, 2, 1}),
                                "SAME",
                                new MaxPool.Options[0])),
                of("DepthToSpace", (tf, x) -> tf.nn.depthToSpace(x, 2L)),
                of("FusedBatchNormV3", (tf, x) -> tf.nn.fusedBatchNorm(
                                x,
                                kernel(tf, 4),
                                kernel(tf, 4),
                                kernel(tf, 4),
                                tf.constant(new float[] {1, 2, 0.5f, 1}),
                                FusedBatchNorm.isTraining(false))
                        .y()),
                of(
                        "ResizeBilinear",
                        (tf, x) -> tf.image.resizeBilinear(
                                x, tf.constant(new int[] {9, 3}), ResizeBilinear.halfPixelCenters(true))),
                of(
                        "ResizeNearestNeighbor",
                        (tf, x) -> tf.image.resizeNearestNeighbor(
                                x, tf.constant(new int[] {12, 10}), ResizeNearestNeighbor.halfPixelCenters(true))),
                of(
                        "ResizeBicubic",
                        (tf, x) -> tf.image.resizeBicubic(
                                x, tf.constant(new int[] {9, 3}), ResizeBicubic.halfPixelCenters(true))),
                of("a product with a truth value", (tf, x) -> {
                    Operand<TBool> seen =
                            tf.any(tf.math.notEqual(x, tf.constant(0f)), tf.constant(3), Any.keepDims(true));
                    return tf.math.mul(x, tf.dtypes.cast(seen, TFloat32.class));
                }),
                of(
                        "a rounded factor",
                        (tf, x) -> tf.math.mul(x, tf.math.rint(tf.math.mul(first(tf, x, 3), tf.constant(0.01f))))),
                of(
                        "an index",
                        (tf, x) -> tf.math.add(
                                x,
                                tf.expandDims(
                                        tf.dtypes.cast(tf.math.argMax(x, tf.constant(3)), TFloat32.class),
                                        tf.constant(3)))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("operations")
    void areAsDifferencesAre(String name, BiFunction<Ops, Operand<TFloat32>, Operand<TFloat32>> operation) {
        try (Graph graph = new Graph()) {
            Layers.registerGradients();
            Ops tf = Ops.create(graph);
            Placeholder<TFloat32> x =
                    tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(SIZES[0], SIZES[1], SIZES[2], SIZES[3])));
            Operand<TFloat32> result = operation.apply(tf, x);
            // Each element has a different weight, so that nothing cancels.
            Operand<TFloat32> line = tf.reshape(result, tf.constant(new int[] {-1}));
            Operand<TFloat32> weights = tf.math.sin(tf.dtypes.cast(
                    tf.range(tf.constant(1), tf.math.add(tf.size(line), tf.constant(1)), tf.constant(1)),
                    TFloat32.class));
            Operand<TFloat32> score = tf.sum(tf.math.mul(line, weights), tf.constant(0));
            Output<?> gradient = graph.addGradients(score.asOutput(), new Output<?>[] {x.asOutput()})[0];
            float[] at = new float[SIZES[0] * SIZES[1] * SIZES[2] * SIZES[3]];
            Random random = new Random(3);
            for (int i = 0; i < at.length; i++) {
                at[i] = (float) random.nextGaussian();
            }
            try (Session session = new Session(graph, SequentialSession.CONFIG)) {
                float[] slopes = fetch(session, x, at, gradient);
                assertThat(slopes).hasSameSizeAs(at);
                int compared = 0;
                for (int i = 0; i < at.length; i += 7) {
                    double measured = slope(session, x, at, score.asOutput(), i, STEP);
                    double half = slope(session, x, at, score.asOutput(), i, STEP / 2);
                    if (Math.abs(measured - half) > 2e-2) {
                        continue; // At a kink, where the derivative is undefined.
                    }
                    compared++;
                    assertThat((double) slopes[i])
                            .as("%s [%d]", name, i)
                            .isCloseTo(measured, within(1.5e-2 + 0.02 * Math.abs(measured)));
                }
                assertThat(compared).isGreaterThan(at.length / 7 / 2);
            }
        }
    }

    private static double slope(
            Session session, Placeholder<TFloat32> x, float[] at, Output<?> score, int index, float step) {
        float[] moved = at.clone();
        moved[index] = at[index] + step;
        double above = fetch(session, x, moved, score)[0];
        moved[index] = at[index] - step;
        double below = fetch(session, x, moved, score)[0];
        return (above - below) / (2 * step);
    }

    private static float[] fetch(Session session, Placeholder<TFloat32> x, float[] at, Output<?> output) {
        try (TFloat32 value = TFloat32.tensorOf(x.shape(), DataBuffers.of(at));
                Result result = session.runner().feed(x, value).fetch(output).run()) {
            TFloat32 tensor = (TFloat32) result.get(0);
            float[] flat = new float[(int) tensor.size()];
            tensor.copyTo(DataBuffers.of(flat));
            return flat;
        }
    }

    private static Operand<TFloat32> positive(Ops tf, Operand<TFloat32> x) {
        return tf.math.add(tf.math.square(x), tf.constant(0.5f));
    }

    /** Returns the first slice along an axis, keeping the axis. */
    private static Operand<TFloat32> first(Ops tf, Operand<TFloat32> x, int axis) {
        int[] sizes = {-1, -1, -1, -1};
        sizes[axis] = 1;
        return tf.slice(x, tf.constant(new int[4]), tf.constant(sizes));
    }

    private static Operand<TFloat32> flat(Ops tf, Operand<TFloat32> x) {
        return tf.reshape(x, tf.constant(new int[] {-1, 4}));
    }

    private static Operand<TFloat32> kernel(Ops tf, int... sizes) {
        int count = 1;
        for (int size : sizes) {
            count *= size;
        }
        float[] values = new float[count];
        Random random = new Random(count);
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return tf.reshape(tf.constant(values), tf.constant(sizes));
    }
}
