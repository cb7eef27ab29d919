package io.maskstream.trainer.evaluate.truth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RanksTest {

    private static final boolean[] FIRST_TWO = {true, true, false, false, false};

    @Test
    void theAreaUnderTheCurveIsTheShareOfPairsInTheRightOrder() {
        assertThat(Ranks.auroc(new double[] {5, 4, 3, 2, 1}, FIRST_TWO)).isEqualTo(1);
        assertThat(Ranks.auroc(new double[] {1, 2, 3, 4, 5}, FIRST_TWO)).isZero();
        // Score 5 beats three others; 2 beats 1, ties with 2, and loses to 4.
        assertThat(Ranks.auroc(new double[] {5, 2, 4, 2, 1}, FIRST_TWO)).isCloseTo(4.5 / 6, within(1e-12));
        assertThat(Ranks.auroc(new double[5], FIRST_TWO)).isEqualTo(0.5);
        assertThat(Ranks.auroc(new double[] {1, 2}, new boolean[2])).isNaN();
    }

    @Test
    void tauCountsTiesOnBothSides() {
        assertThat(Ranks.tau(new double[] {1, 2, 3}, new double[] {10, 20, 30})).isEqualTo(1);
        assertThat(Ranks.tau(new double[] {1, 2, 3}, new double[] {3, 2, 1})).isEqualTo(-1);
        // Of 6 pairs, 4 agree, 1 is tied in the scores, 1 in the truth.
        assertThat(Ranks.tau(new double[] {1, 1, 2, 3}, new double[] {1, 2, 3, 3}))
                .isCloseTo(4 / 5.0, within(1e-12));
        assertThat(Ranks.tau(new double[3], new double[] {1, 2, 3})).isZero();
        assertThat(Ranks.tau(new double[] {1, 2}, new double[2])).isNaN();
    }

    @Test
    void tiedPartsAreDrawnAtRandom() {
        double[] scores = {3, 1, 1, 1, 0};
        assertThat(Ranks.ofHighest(scores, FIRST_TWO, 1)).isEqualTo(1);
        // The second is one of three tied parts.
        assertThat(Ranks.ofHighest(scores, FIRST_TWO, 2)).isCloseTo((1 + 1 / 3.0) / 2, within(1e-12));
        assertThat(Ranks.ofHighest(scores, FIRST_TWO, 4)).isEqualTo(0.5);
    }

    @Test
    void theLargestAreAllThatAreAsLargeAsTheLast() {
        assertThat(Ranks.largest(new double[] {-3, 1, 2, -2, 0, 0}, 1.0 / 3))
                .containsExactly(true, false, true, true, false, false);
        assertThat(Ranks.largest(new double[] {1}, 1.0 / 3)).containsExactly(true);
    }
}
