package io.maskstream.schemas.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Compares with figures that were calculated by hand or follow from the definition of a measure. */
class DivergenceTest {

    @Test
    void populationStabilityIsThatOfSharesToWhichHalfARecordWasAdded() {
        // 59.5 and 39.5 of 99 become 29.5 and 69.5 of 99: 0.601010, 0.398990, 0.297980, 0.702020.
        double byHand = (29.5 - 59.5) / 99 * Math.log(29.5 / 59.5) + (69.5 - 39.5) / 99 * Math.log(69.5 / 39.5);
        assertThat(byHand).isCloseTo(0.3838, within(1e-4));
        assertThat(Divergence.populationStability(List.of(59, 39), 29, 69)).isCloseTo(byHand, within(1e-12));
    }

    @Test
    void populationStabilityOfABinThatOnlyOneOfThemHasIsFinite() {
        // Of 1001 with the prior: 0.5, 1000.5 and 1000.5, 0.5.
        double byHand = 2 * (1000.0 / 1001) * Math.log(2001);
        assertThat(Divergence.populationStability(List.of(0, 1000), 1000, 0)).isCloseTo(byHand, within(1e-9));
    }

    @Test
    void jensenShannonDistanceIsTheRootOfTheDivergenceInBits() {
        // p = (1/2, 1/2), q = (1, 0), m = (3/4, 1/4): (1/2)(1/2 log2(2/3) + 1/2 log2(2)) + (1/2) log2(4/3) = 0.311278.
        assertThat(Divergence.jensenShannonDistance(List.of(5, 5), 7, 0))
                .isCloseTo(Math.sqrt(0.3112781244591328), within(1e-12));
        assertThat(Divergence.jensenShannonDistance(List.of(5, 0), 0, 7)).isCloseTo(1, within(1e-12));
    }

    @Test
    void equalSharesHaveNoDistance() {
        assertThat(Divergence.jensenShannonDistance(List.of(1, 2, 3), 100, 200, 300))
                .isCloseTo(0, within(1e-7));
        assertThat(Divergence.populationStability(List.of(100, 200, 300), 100, 200, 300))
                .isZero();
    }

    /** The expectation (b - 1) (1/m + 1/n) of Yurdakul, which the alert's threshold must exceed by far. */
    @Test
    void chanceAloneMakesAboutSoMuchAsTheoryHasIt() {
        Random random = new Random(7);
        double sum = 0;
        int repeats = 200;
        for (int repeat = 0; repeat < repeats; repeat++) {
            int[] reference = new int[10];
            int[] others = new int[10];
            for (int i = 0; i < 4000; i++) {
                reference[random.nextInt(10)]++;
            }
            for (int i = 0; i < 2000; i++) {
                others[random.nextInt(10)]++;
            }
            sum += Divergence.populationStability(
                    Arrays.stream(reference).boxed().toList(), others);
        }
        assertThat(sum / repeats).isCloseTo(9 * (1.0 / 4000 + 1.0 / 2000), within(0.001));
    }

    @Test
    void gainIsThatOfTheRanksByTheReference() {
        List<Integer> ids = List.of(10, 20, 30);
        List<Double> gains = List.of(3.0, 2.0, 1.0);
        assertThat(CumulativeGain.normalized(ids, gains, new int[] {10, 20, 30}, 3))
                .isEqualTo(1);
        // (1 + 2 / log2(3) + 3 / log2(4)) / (3 + 2 / log2(3) + 1 / log2(4)).
        assertThat(CumulativeGain.normalized(ids, gains, new int[] {30, 20, 10}, 3))
                .isCloseTo((1 + 2 / 1.5849625 + 3 / 2.0) / (3 + 2 / 1.5849625 + 1 / 2.0), within(1e-7));
        // An unknown item takes the first rank, and the third of the known items drops out.
        assertThat(CumulativeGain.normalized(ids, gains, new int[] {99, 10}, 2))
                .isCloseTo(3 / 1.5849625 / (3 + 2 / 1.5849625), within(1e-7));
        assertThat(CumulativeGain.normalized(ids, List.of(0.0, 0.0, 0.0), new int[] {10}, 3))
                .isNaN();
    }
}
