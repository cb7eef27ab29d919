package io.maskstream.trainer.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LearningRateTest {

    private static final LearningRate RATE = new LearningRate(0.01, 0.2);

    @Test
    void risesLinearlyToThePeakAndFallsAlongHalfACosine() {
        // The rate rises for 20 of 100 steps: step k, counted from 0, has (k + 1) / 21 of the peak.
        assertThat(RATE.at(0, 100)).isCloseTo(0.01f / 21, within(1e-7f));
        assertThat(RATE.at(9, 100)).isCloseTo(0.01f * 10 / 21, within(1e-7f));
        assertThat(RATE.at(20, 100)).isCloseTo(0.01f, within(1e-7f));
        // A quarter of the way down: (1 + cos 45 degrees) / 2; halfway: 1/2.
        assertThat(RATE.at(40, 100)).isCloseTo(0.01f * 0.853553f, within(1e-7f));
        assertThat(RATE.at(60, 100)).isCloseTo(0.005f, within(1e-7f));
        assertThat(RATE.at(100, 100)).isCloseTo(0, within(1e-9f));
    }

    @Test
    void staysAtNoughtBehindTheEnd() {
        assertThat(RATE.at(150, 100)).isCloseTo(0, within(1e-9f));
    }

    @Test
    void startsAtThePeakWithoutAWarmUp() {
        assertThat(new LearningRate(0.01, 0).at(0, 100)).isEqualTo(0.01f);
    }
}
