package io.maskstream.trainer.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

class LogOddsTest {

    @ParameterizedTest
    @CsvSource({"0.5, 0", "0.9, 2.1130", "0.1, -2.1130", "1, 4.6151", "0, -4.6151"})
    void areThoseOfTheProbabilityWithAMargin(float probability, float expected) {
        // Such as log(0.91 / 0.11).
        assertThat(computed((tf, p) -> LogOdds.of(tf, p), probability)).isCloseTo(expected, within(1e-3f));
    }

    @Test
    void theSlopeTurnsADifferenceOfLogOddsIntoThatOfTheProbabilities() {
        float slope = computed((tf, p) -> LogOdds.slope(tf, tf.constant(0.3f), p), 0.95f);
        float gained = computed((tf, p) -> LogOdds.of(tf, p), 0.95f) - computed((tf, p) -> LogOdds.of(tf, p), 0.3f);

        assertThat(slope * gained).isCloseTo(0.65f, within(1e-4f));
    }

    @Test
    void theSlopeBetweenEqualProbabilitiesIsTheDerivative() {
        float step = 1e-3f;
        float rise = computed((tf, p) -> LogOdds.of(tf, p), 0.4f + step)
                - computed((tf, p) -> LogOdds.of(tf, p), 0.4f - step);

        assertThat(computed((tf, p) -> LogOdds.slope(tf, p, p), 0.4f)).isCloseTo(2 * step / rise, within(1e-3f));
    }

    private static float computed(BiFunction<Ops, Operand<TFloat32>, Operand<TFloat32>> function, float probability) {
        try (Graph graph = new Graph();
                Session session = new Session(graph)) {
            Ops tf = Ops.create(graph);
            Operand<TFloat32> result = function.apply(tf, tf.constant(probability));
            try (var computed = session.runner().fetch(result).run()) {
                return ((TFloat32) computed.get(0)).getFloat();
            }
        }
    }
}
