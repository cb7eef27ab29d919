package io.maskstream.trainer.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/** Gradients of every layer against central differences, for the layer's input and each of its weights. */
class GradientTest {

    private static final int BATCH = 3;
    private static final int LENGTH = 5;
    private static final int CHANNELS = 4;
    private static final float STEP = 2e-3f;

    /** Rows of 5, 3 and 1 tokens. */
    private static final int[][] IDS = {{1, 2, 3, 2, 1}, {3, 1, 2, 0, 0}, {2, 0, 0, 0, 0}};

    @FunctionalInterface
    private interface Network {
        Operand<TFloat32> build(Layers layers, Operand<TFloat32> x, Operand<TFloat32> valid, Operand<TInt32> ids);
    }

    @Test
    void convolution() {
        check((layers, x, valid, ids) -> layers.conv1d("c", layers.onlyValid(x, valid), 3, CHANNELS, 2, 1));
    }

    @Test
    void residualBlockOfSelu() {
        check((layers, x, valid, ids) -> {
            Ops tf = layers.tf();
            Operand<TFloat32> y = layers.conv1d("c1", tf.nn.selu(x), 3, CHANNELS, CHANNELS, 1);
            return tf.math.add(x, layers.conv1d("c2", tf.nn.selu(y), 3, CHANNELS, CHANNELS, 1));
        });
    }

    @Test
    void batchNormalisationWithBatchStatistics() {
        check((layers, x, valid, ids) -> layers.onlyValid(layers.batchNorm("b", x, valid, CHANNELS), valid));
    }

    @Test
    void bidirectionalGru() {
        check((layers, x, valid, ids) -> layers.onlyValid(layers.biGru("g", x, valid, LENGTH, CHANNELS, 3), valid));
    }

    @Test
    void embedding() {
        check((layers, x, valid, ids) -> layers.tf().math.mul(x, layers.embedding("e", ids, valid, 3, CHANNELS)));
    }

    @Test
    void maskMultiplication() {
        check((layers, x, valid, ids) -> {
            Ops tf = layers.tf();
            Operand<TFloat32> logits = tf.squeeze(layers.conv1d("m", x, 1, CHANNELS, 1, 1), Squeeze.axis(List.of(2L)));
            Operand<TFloat32> weights = tf.math.softplus(logits);
            Operand<TFloat32> mask = tf.math.mul(tf.math.neg(tf.math.expm1(tf.math.neg(weights))), valid);
            return layers.onlyValid(tf.math.square(x), mask);
        });
    }

    @Test
    void poolingAndDense() {
        check((layers, x, valid, ids) -> {
            Ops tf = layers.tf();
            Operand<TFloat32> pooled =
                    tf.concat(List.of(layers.meanOverTokens(x, valid), layers.maxOverTokens(x, valid)), tf.constant(1));
            return layers.dense("d", pooled, 2 * CHANNELS, 2, 1);
        });
    }

    /** Compares partial derivatives of the sum of the squared outputs. */
    private static void check(Network network) {
        try (Graph graph = new Graph()) {
            Ops tf = Ops.create(graph);
            Weights weights = new Weights(tf, 7);
            Placeholder<TInt32> ids = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1, LENGTH)));
            Variable<TFloat32> x = weights.normal("x", 1, BATCH, LENGTH, CHANNELS);
            Placeholder<TInt64> seed = tf.placeholder(TInt64.class, Placeholder.shape(Shape.of(2)));
            Layers layers = Layers.training(tf, weights, seed);
            Operand<TFloat32> output = network.build(
                    layers,
                    tf.identity(x), // SquareGrad does not accept a reference
                    layers.valid(ids),
                    ids);
            Operand<TFloat32> loss =
                    tf.sum(tf.reshape(tf.math.square(output), tf.constant(new int[] {-1})), tf.constant(0));
            Map<String, Variable<TFloat32>> variables = new LinkedHashMap<>(weights.trainable());
            Output<?>[] gradients = graph.addGradients(
                    loss.asOutput(),
                    variables.values().stream().map(Operand::asOutput).toArray(Output<?>[]::new));
            try (Session session = new Session(graph);
                    TInt32 idTensor = TInt32.tensorOf(StdArrays.ndCopyOf(IDS))) {
                Session.Runner start = session.runner();
                weights.initializers().forEach(start::addTarget);
                start.run().close();
                Checked checked = new Checked(session, tf, ids, idTensor, loss);
                int i = 0;
                for (Map.Entry<String, Variable<TFloat32>> variable : variables.entrySet()) {
                    checked.compare(variable.getKey(), variable.getValue(), gradients[i++]);
                }
            }
        }
    }

    private record Checked(Session session, Ops tf, Placeholder<TInt32> ids, TInt32 idTensor, Operand<TFloat32> loss) {

        void compare(String name, Variable<TFloat32> variable, Output<?> gradient) {
            float[] values = fetch(variable.asOutput());
            float[] analytic = fetch(gradient);
            Placeholder<TFloat32> replacement = tf.placeholder(TFloat32.class, Placeholder.shape(variable.shape()));
            Op assign = tf.assign(variable, replacement);
            Random random = new Random(5);
            for (int sample = 0; sample < Math.min(12, values.length); sample++) {
                int index = random.nextInt(values.length);
                float original = values[index];
                values[index] = original + STEP;
                double above = lossWith(assign, replacement, variable.shape(), values);
                values[index] = original - STEP;
                double below = lossWith(assign, replacement, variable.shape(), values);
                values[index] = original;
                lossWith(assign, replacement, variable.shape(), values);
                assertThat((double) analytic[index])
                        .as("d loss / d %s[%d]", name, index)
                        .isCloseTo((above - below) / (2 * STEP), within(1e-2 + 0.02 * Math.abs(analytic[index])));
            }
        }

        private double lossWith(Op assign, Operand<TFloat32> replacement, Shape shape, float[] values) {
            try (TFloat32 tensor = TFloat32.tensorOf(shape, DataBuffers.of(values))) {
                session.runner()
                        .feed(replacement, tensor)
                        .addTarget(assign)
                        .run()
                        .close();
            }
            return fetch(loss.asOutput())[0];
        }

        private float[] fetch(Output<?> output) {
            try (Result result =
                    session.runner().feed(ids, idTensor).fetch(output).run()) {
                TFloat32 tensor = (TFloat32) result.get(0);
                float[] flat = new float[(int) tensor.size()];
                tensor.copyTo(DataBuffers.of(flat));
                return flat;
            }
        }
    }
}
