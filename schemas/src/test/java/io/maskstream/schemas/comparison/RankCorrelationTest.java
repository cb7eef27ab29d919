package io.maskstream.schemas.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RankCorrelationTest {

    @Test
    void ordersAreComparedAndNotNumbers() {
        assertThat(RankCorrelation.of(new float[] {1, 2, 3}, new float[] {-5, 0, 1000}))
                .isCloseTo(1, within(1e-12));
        assertThat(RankCorrelation.of(new float[] {1, 2, 3}, new float[] {3, 2, 1}))
                .isCloseTo(-1, within(1e-12));
        assertThat(RankCorrelation.of(new float[] {1, 2, 3}, new float[] {1, 3, 2}))
                .isCloseTo(0.5, within(1e-12));
    }

    @Test
    void equalNumbersShareTheirRank() {
        // Ranks 1.5, 1.5, 3 and 1, 2, 3: 1.5 / sqrt(1.5 * 2).
        assertThat(RankCorrelation.of(new float[] {7, 7, 8}, new float[] {1, 2, 3}))
                .isCloseTo(Math.sqrt(0.75), within(1e-12));
    }

    @Test
    void noOrderIsLikeNoOrderAlone() {
        assertThat(RankCorrelation.of(new float[] {1, 1}, new float[] {4, 4})).isEqualTo(1);
        assertThat(RankCorrelation.of(new float[] {1, 1}, new float[] {4, 5})).isZero();
    }
}
