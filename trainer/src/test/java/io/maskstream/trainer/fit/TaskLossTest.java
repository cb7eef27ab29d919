package io.maskstream.trainer.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

class TaskLossTest {

    private static final float[][] PREDICTIONS = {{0.75f, 0.25f}, {0.1f, 0.9f}};

    @Test
    void theDivergenceIsThatOfKullbackAndLeibler() {
        double first = 0.5 * Math.log(0.5 / 0.75) + 0.5 * Math.log(0.5 / 0.25);
        double second = 0.2 * Math.log(0.2 / 0.1) + 0.8 * Math.log(0.8 / 0.9);

        assertThat(divergence(PREDICTIONS, new float[][] {{0.5f, 0.5f}, {0.2f, 0.8f}}))
                .isCloseTo((float) (first + second) / 2, within(1e-5f));
        assertThat(divergence(PREDICTIONS, PREDICTIONS)).isCloseTo(0, within(1e-6f));
    }

    @Test
    void aSingleTargetStandsForAllRows() {
        assertThat(divergence(PREDICTIONS, new float[][] {{0.5f, 0.5f}}))
                .isCloseTo(divergence(PREDICTIONS, new float[][] {{0.5f, 0.5f}, {0.5f, 0.5f}}), within(1e-6f));
    }

    @Test
    void theDivergenceFromAClassIsTheSurpriseAtIt() {
        try (Graph graph = new Graph()) {
            Ops tf = Ops.create(graph);
            Operand<TFloat32> target = TaskLoss.DIVERGENCE.target(tf, tf.constant(new float[] {1, 1}), 2);

            assertThat(value(graph, TaskLoss.DIVERGENCE.of(tf, tf.constant(PREDICTIONS), target)))
                    .isCloseTo((float) -(Math.log(0.25) + Math.log(0.9)) / 2, within(1e-5f));
        }
    }

    @Test
    void aCertainPredictionOfTheOtherClassIsFarButNotInfinitelyFar() {
        assertThat(divergence(new float[][] {{1, 0}}, new float[][] {{0, 1}})).isBetween(15f, 17f);
    }

    @Test
    void theTotalVariationIsHalfTheSumOfTheDifferences() {
        // 0.25 and 0.25, and 0.1 and 0.1: (0.25 + 0.1) / 2.
        assertThat(distance(TaskLoss.TOTAL_VARIATION, PREDICTIONS, new float[][] {{0.5f, 0.5f}, {0.2f, 0.8f}}))
                .isCloseTo(0.175f, within(1e-6f));
        assertThat(distance(TaskLoss.TOTAL_VARIATION, new float[][] {{1, 0}}, new float[][] {{0, 1}}))
                .isCloseTo(1, within(1e-6f));
    }

    @Test
    void theTotalVariationFromAClassIsWhatThePredictionLeavesToTheOthers() {
        try (Graph graph = new Graph()) {
            Ops tf = Ops.create(graph);
            Operand<TFloat32> predictions = tf.constant(PREDICTIONS);
            Operand<TFloat32> target = TaskLoss.TOTAL_VARIATION.target(tf, tf.constant(new float[] {1, 1}), 2);
            Operand<TFloat32> distance = TaskLoss.TOTAL_VARIATION.of(tf, predictions, target);

            assertThat(value(graph, distance)).isCloseTo((0.75f + 0.1f) / 2, within(1e-6f));
        }
    }

    private static float divergence(float[][] predictions, float[][] targets) {
        return distance(TaskLoss.DIVERGENCE, predictions, targets);
    }

    private static float distance(TaskLoss loss, float[][] predictions, float[][] targets) {
        try (Graph graph = new Graph()) {
            Ops tf = Ops.create(graph);
            return value(graph, loss.of(tf, tf.constant(predictions), tf.constant(targets)));
        }
    }

    private static float value(Graph graph, Operand<TFloat32> scalar) {
        try (Session session = new Session(graph);
                Result result = session.runner().fetch(scalar).run()) {
            return ((TFloat32) result.get(0)).getFloat();
        }
    }
}
