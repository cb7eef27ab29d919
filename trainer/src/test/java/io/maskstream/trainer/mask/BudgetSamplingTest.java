package io.maskstream.trainer.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.maskstream.trainer.tensor.Layers;
import io.maskstream.trainer.tensor.Weights;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

class BudgetSamplingTest {

    /** Two records, of four tokens and of two. */
    private static final float[][] MASK = {{0.3f, 0.9f, 0.1f, 0.6f}, {0.2f, 0.7f, 0, 0}};

    private static final float[][] VALID = {{1, 1, 1, 1}, {1, 1, 0, 0}};

    @Test
    void keepsTheHighestWeightsOfARecordAsItsBudgetAllows() {
        assertThat(sampled(new BudgetSampling(1, 0.5, 0.5, 0), 1))
                .isDeepEqualTo(new float[][] {{0, 1, 0, 1}, {0, 1, 0, 0}});
        // A twentieth of four tokens rounds to none, but at least one is kept.
        assertThat(sampled(new BudgetSampling(1, 0.05, 0.05, 0), 1))
                .isDeepEqualTo(new float[][] {{0, 1, 0, 0}, {0, 1, 0, 0}});
        assertThat(sampled(new BudgetSampling(1, 1, 1, 0), 1))
                .isDeepEqualTo(new float[][] {{1, 1, 1, 1}, {1, 1, 0, 0}});
    }

    @Test
    void drawsABudgetForEachRecordAndStep() {
        double[] kept = new double[5];
        for (int step = 0; step < 200; step++) {
            float sum = 0;
            for (float weight : sampled(new BudgetSampling(1, 0.25, 1, 0), step)[0]) {
                sum += weight;
            }
            kept[Math.round(sum)]++;
        }

        // On a logarithmic scale from 1/4 to 4/4, rounded: 1 up to 1.5/4, 2 up to 2.5/4, 3 up to 3.5/4.
        assertThat(kept[0]).isZero();
        assertThat(kept[1] / 200).isCloseTo(Math.log(1.5) / Math.log(4), within(0.1));
        assertThat(kept[2] / 200).isCloseTo(Math.log(2.5 / 1.5) / Math.log(4), within(0.1));
        assertThat(kept[3] / 200).isCloseTo(Math.log(3.5 / 2.5) / Math.log(4), within(0.1));
    }

    @Test
    void leavesTheOtherRecordsAsTheyAre() {
        int hard = 0;
        for (int step = 0; step < 200; step++) {
            float[] first = sampled(new BudgetSampling(0.25, 0.5, 0.5, 0), step)[0];
            assertThat(first).isIn(MASK[0], new float[] {0, 1, 0, 1});
            hard += first[1] == 1 ? 1 : 0;
        }

        assertThat(hard / 200.).isCloseTo(0.25, within(0.1));
        assertThat(sampled(BudgetSampling.NONE, 1)).isDeepEqualTo(MASK);
    }

    @Test
    void theGradientGoesToTheWeightsAsIfTheyHadBeenUsed() {
        try (Graph graph = new Graph()) {
            Ops tf = Ops.create(graph);
            Operand<TFloat32> mask = tf.constant(MASK);
            Operand<TFloat32> coefficients = tf.constant(new float[][] {{1, 2, 3, 4}, {5, 6, 7, 8}});
            Operand<TFloat32> sampled = sampled(tf, new BudgetSampling(1, 0.5, 0.5, 0), mask, 1);
            Operand<TFloat32> sum = tf.sum(tf.math.mul(sampled, coefficients), tf.constant(new int[] {0, 1}));
            Output<?>[] gradient = graph.addGradients(sum.asOutput(), new Output<?>[] {mask.asOutput()});

            assertThat(value(graph, gradient[0].expect(TFloat32.class)))
                    .isDeepEqualTo(new float[][] {{1, 2, 3, 4}, {5, 6, 7, 8}});
        }
    }

    @Test
    void withATemperatureTheOrderIsLearntWhereTheWeightsAreRoundedToOne() {
        try (Graph graph = new Graph()) {
            Ops tf = Ops.create(graph);
            Operand<TFloat32> weights = tf.constant(new float[][] {{30, 20, 22, 31}, {20, 22, 40, 40}});
            Operand<TFloat32> mask = tf.math.mul(tf.math.neg(tf.math.expm1(tf.math.neg(weights))), tf.constant(VALID));
            Operand<TFloat32> sampled = sampled(tf, new BudgetSampling(1, 0.5, 0.5, 1), weights, mask, 1);
            Operand<TFloat32> sum = tf.sum(sampled, tf.constant(new int[] {0, 1}));
            Output<?>[] gradient = graph.addGradients(sum.asOutput(), new Output<?>[] {weights.asOutput()});

            assertThat(value(graph, mask)).isDeepEqualTo(VALID);
            assertThat(value(graph, sampled)).isDeepEqualTo(new float[][] {{1, 0, 0, 1}, {0, 1, 0, 0}});
            float[][] slopes = value(graph, gradient[0].expect(TFloat32.class));
            // Slopes of a sigmoid around the lowest kept logit: the first of the first record, the second of the other.
            assertThat(slopes[0][0]).isCloseTo(0.25f, within(1e-4f));
            assertThat(slopes[0][3]).isCloseTo(0.1966f, within(1e-4f));
            assertThat(slopes[1][0]).isCloseTo(0.105f, within(1e-3f));
            assertThat(slopes[1][2]).isZero();
        }
    }

    @Test
    void refusesSharesThatAreNone() {
        assertThatThrownBy(() -> new BudgetSampling(0.5, 0, 0.2, 0)).hasMessageContaining("0.0 to 0.2");
        assertThatThrownBy(() -> new BudgetSampling(0.5, 0.3, 0.2, 0)).hasMessageContaining("0.3 to 0.2");
        assertThatThrownBy(() -> new BudgetSampling(1.5, 0.1, 0.2, 0)).hasMessageContaining("for 1.5");
        assertThatThrownBy(() -> new BudgetSampling(1, 0.1, 0.2, -1)).hasMessageContaining("not -1.0");
    }

    private static float[][] sampled(BudgetSampling sampling, long step) {
        try (Graph graph = new Graph()) {
            Ops tf = Ops.create(graph);
            return value(graph, sampled(tf, sampling, tf.constant(MASK), step));
        }
    }

    private static Operand<TFloat32> sampled(Ops tf, BudgetSampling sampling, Operand<TFloat32> mask, long step) {
        Operand<TFloat32> weights = tf.math.neg(tf.math.log1p(tf.math.neg(mask)));
        return sampled(tf, sampling, weights, mask, step);
    }

    private static Operand<TFloat32> sampled(
            Ops tf, BudgetSampling sampling, Operand<TFloat32> weights, Operand<TFloat32> mask, long step) {
        Layers layers = Layers.training(tf, new Weights(tf, 1), tf.constant(new long[] {7, step}));
        return sampling.of(layers, weights, mask, tf.constant(VALID));
    }

    private static float[][] value(Graph graph, Operand<TFloat32> tensor) {
        try (Session session = new Session(graph);
                Result result = session.runner().fetch(tensor).run()) {
            TFloat32 value = (TFloat32) result.get(0);
            return StdArrays.array2dCopyOf(value);
        }
    }
}
