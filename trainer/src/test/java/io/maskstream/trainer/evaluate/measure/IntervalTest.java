package io.maskstream.trainer.evaluate.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IntervalTest {

    private static final double NORMAL = 1.96;

    @Test
    void isAsWideAsTheStandardErrorSays() {
        // For 300 of 1000 records, the standard error of the mean is the square root of 0.3 * 0.7 / 1000.
        double[] values = new double[1000];
        Arrays.fill(values, 0, 300, 1);

        Interval interval = Interval.of(values);

        double error = NORMAL * Math.sqrt(0.3 * 0.7 / 1000);
        assertThat(interval.mean()).isCloseTo(0.3, within(1e-12));
        assertThat(interval.low()).isCloseTo(0.3 - error, within(0.005));
        assertThat(interval.high()).isCloseTo(0.3 + error, within(0.005));
        assertThat(Interval.of(values)).isEqualTo(interval);
    }

    @Test
    void holdsTheTrueMeanInAboutNineteenOfTwentySamples() {
        Random random = new Random(11);
        int samples = 400;
        int held = 0;
        for (int sample = 0; sample < samples; sample++) {
            double[] values = new double[60];
            Arrays.setAll(values, i -> 2 + random.nextGaussian());
            Interval interval = Interval.of(values);
            held += interval.low() <= 2 && interval.high() >= 2 ? 1 : 0;
        }

        assertThat(held / (double) samples).isBetween(0.91, 0.98);
    }

    @Test
    void differencesArePairedByRecord() {
        // Records differ far more from each other than the two methods on one of them.
        Random random = new Random(12);
        double[] values = new double[50];
        Arrays.setAll(values, i -> 10 * random.nextGaussian());
        double[] others = new double[values.length];
        Arrays.setAll(others, i -> values[i] - 0.1 - 0.05 * random.nextGaussian());

        Interval difference = Interval.ofDifference(values, others);

        assertThat(difference.low()).isGreaterThan(0.05);
        assertThat(difference.high()).isLessThan(0.15);
        assertThat(Interval.ofDifference(values, values)).isEqualTo(new Interval(0, 0, 0));
    }

    @Test
    void ofOneRecordIsThatRecord() {
        assertThat(Interval.of(new double[] {0.4})).isEqualTo(new Interval(0.4, 0.4, 0.4));
    }
}
