package io.maskstream.trainer.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

class MaskPenaltyTest {

    /** Two records: weights 0.5 and 1 over two tokens, and 2 over one token; values at padding do not count. */
    private static final float[][] WEIGHTS = {{0.5f, 1f, 9f}, {2f, 9f, 9f}};

    private static final float[][] VALID = {{1, 1, 0}, {1, 0, 0}};

    @Test
    void addsSumsAndSquaresOverTokens() {
        // ((0.1 * 1.5 + 0.01 * 1.25) + (0.1 * 2 + 0.01 * 4)) / 2
        assertThat(penalty(new MaskPenalty(0.1, 0.01, 0, 1, 0, 0))).isCloseTo(0.20125f, within(1e-6f));
    }

    @Test
    void chargesAreaAboveTheBound() {
        // Mean weights 0.75 and 2 with a bound of 1: the second record exceeds it by 1, ((1)^2 * 3) / 2.
        assertThat(penalty(new MaskPenalty(0, 0, 0, 1, 3, 0))).isCloseTo(1.5f, within(1e-6f));
    }

    @Test
    void chargesNothingForTwoPartsOfARecord() {
        // The bound is 0.1, but 1 for records of one or two tokens: the second record has a mean weight of 2 and
        // exceeds it by 1.
        assertThat(penalty(new MaskPenalty(0, 0, 0, 0.1, 3, 0))).isCloseTo(1.5f, within(1e-6f));
    }

    @Test
    void chargesAreaThatLacksToTheLowerBoundButNotOfARecordWithoutParts() {
        // Mean weights 0.75 and 2 with a bound of 0.95: the first record falls short by 0.2, (0.2^2 * 3) / 2.
        MaskPenalty penalty = new MaskPenalty(0, 0, 0.95, 4, 3, 0);

        assertThat(penalty(penalty)).isCloseTo(0.06f, within(1e-6f));
        assertThat(penalty(penalty, WEIGHTS, new float[][] {{1, 1, 0}, {0, 0, 0}}))
                .isCloseTo(0.06f, within(1e-6f));
    }

    @Test
    void deviationIsTheMeanOfThoseWithinRecords() {
        try (Graph graph = new Graph()) {
            Ops tf = Ops.create(graph);
            // The deviation of 0.5 and 1 is 0.25, that of a single weight 0.
            assertThat(value(graph, MaskPenalty.deviation(tf, tf.constant(WEIGHTS), tf.constant(VALID))))
                    .isCloseTo(0.125f, within(1e-6f));
        }
    }

    @Test
    void chargesWeightsThatDecideNothing() {
        // Entropies of 0.5 and 1 are ln 2 and 0, of 0.25 it is 0.25 ln 4 + 0.75 ln (4/3); a mean for each record.
        double first = Math.log(2) / 2;
        double second = 0.25 * Math.log(4) + 0.75 * Math.log(4 / 3.);

        assertThat(penalty(new MaskPenalty(0, 0, 0, 1, 0, 0.1), new float[][] {{0.5f, 1f, 0.5f}, {0.25f, 0.5f, 0.5f}}))
                .isCloseTo((float) (0.1 * (first + second) / 2), within(1e-6f));
    }

    @Test
    void areaIsTheMeanOverAllTokens() {
        try (Graph graph = new Graph()) {
            Ops tf = Ops.create(graph);
            Operand<TFloat32> area = MaskPenalty.area(tf, tf.constant(WEIGHTS), tf.constant(VALID));
            assertThat(value(graph, area)).isCloseTo(3.5f / 3, within(1e-6f));
        }
    }

    private static float penalty(MaskPenalty penalty) {
        return penalty(penalty, WEIGHTS);
    }

    private static float penalty(MaskPenalty penalty, float[][] weights) {
        return penalty(penalty, weights, VALID);
    }

    private static float penalty(MaskPenalty penalty, float[][] weights, float[][] valid) {
        try (Graph graph = new Graph()) {
            Ops tf = Ops.create(graph);
            return value(graph, penalty.of(tf, tf.constant(weights), tf.constant(valid)));
        }
    }

    private static float value(Graph graph, Operand<TFloat32> scalar) {
        try (Session session = new Session(graph);
                Result result = session.runner().fetch(scalar).run()) {
            return ((TFloat32) result.get(0)).getFloat();
        }
    }
}
