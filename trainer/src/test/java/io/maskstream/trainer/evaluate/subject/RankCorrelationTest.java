package io.maskstream.trainer.evaluate.subject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RankCorrelationTest {

    @Test
    void followsTheOrderAlone() {
        assertThat(RankCorrelation.of(new float[] {1, 2, 3}, new float[] {0, 10, 11}))
                .isEqualTo(1);
        assertThat(RankCorrelation.of(new float[] {1, 2, 3}, new float[] {0.3f, 0.2f, 0.1f}))
                .isEqualTo(-1);
    }

    /** Ranks 0, 1, 2, 3 and 0, 2, 1, 3 differ by 0, 1, 1, 0: 1 - 6 * 2 / (4 * 15). */
    @Test
    void ofTwoThatAreExchanged() {
        assertThat(RankCorrelation.of(new float[] {4, 3, 2, 1}, new float[] {4, 2, 3, 1}))
                .isCloseTo(0.8, within(1e-12));
    }

    /** Ranks 0.5, 0.5, 2 and 0, 1, 2, less 1: 1.5 over the root of 1.5 times 2. */
    @Test
    void equalNumbersShareTheirRanks() {
        assertThat(RankCorrelation.of(new float[] {5, 5, 1}, new float[] {3, 2, 1}))
                .isCloseTo(1.5 / Math.sqrt(1.5 * 2), within(1e-12));
    }

    @Test
    void aRowWithoutAnOrderHasNone() {
        assertThat(RankCorrelation.of(new float[] {1, 1, 1}, new float[] {1, 2, 3}))
                .isNaN();
    }
}
