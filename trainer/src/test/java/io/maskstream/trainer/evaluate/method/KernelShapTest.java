package io.maskstream.trainer.evaluate.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.maskstream.trainer.evaluate.PlantedExplainer;
import io.maskstream.trainer.evaluate.subject.ExplainedModel;
import io.maskstream.trainer.evaluate.subject.Ranking;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

class KernelShapTest {

    /** The cube of a weighted sum: all regions interact, and all have different weights. */
    private static final ToDoubleFunction<float[]> CUBE = kept -> {
        double sum = 0.5;
        double[] weights = {1, -1.5, 0.25, 2};
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i] * kept[i];
        }
        return sum * sum * sum;
    };

    @Test
    void valuesFromAllCoalitionsAsOftenAsTheKernelSaysAreExact() {
        // With 4 regions, the kernel draws each coalition of 1 or 3 regions twice as often as each of 2.
        List<float[]> coalitions = new ArrayList<>();
        for (int set = 1; set < 15; set++) {
            coalitions.addAll(Collections.nCopies(Integer.bitCount(set) == 2 ? 2000 : 4000, kept(set, 4)));
        }

        float[] values = values(coalitions, CUBE, 4);

        double[] exact = exact(CUBE, 4);
        for (int region = 0; region < 4; region++) {
            assertThat((double) values[region]).isCloseTo(exact[region], within(1e-2));
        }
        assertThat(sum(values)).isCloseTo(whole(CUBE, 4), within(1e-4));
    }

    @Test
    void coalitionsAreDrawnInPairsAndBySizeAsTheKernelSays() {
        int regions = 5;
        List<float[]> drawn = KernelShap.coalitions(regions, 40_000, new Random(3));

        int[] sizes = new int[regions + 1];
        for (int i = 0; i < drawn.size(); i += 2) {
            float[] pair = drawn.get(i).clone();
            for (int region = 0; region < regions; region++) {
                pair[region] += drawn.get(i + 1)[region];
            }
            assertThat(pair).containsOnly(1);
            sizes[(int) sum(drawn.get(i))]++;
            sizes[(int) sum(drawn.get(i + 1))]++;
        }

        // The sizes have weights 1 / 4, 1 / 6, 1 / 6 and 1 / 4, whose sum is 5 / 6.
        double[] expected = {0, 0.3, 0.2, 0.2, 0.3, 0};
        for (int size = 0; size <= regions; size++) {
            assertThat(sizes[size] / 40_000.0).isCloseTo(expected[size], within(0.01));
        }
    }

    @Test
    void asManyPairsAsRegionsStillTellTheLargestFromTheOthers() {
        int regions = 60;
        List<float[]> drawn = KernelShap.coalitions(regions, 2 * regions, new Random(1));
        // The effect of many small interactions looks like noise.
        Random interactions = new Random(2);
        double[] answers = drawn.stream()
                .mapToDouble(kept -> 3 * kept[7] - 2 * kept[31] + 0.2 * interactions.nextGaussian())
                .toArray();

        float[] values = KernelShap.values(drawn, answers, 1);

        int[] order = Ranking.descending(values);
        assertThat(order[0]).isEqualTo(7);
        assertThat(order[regions - 1]).isEqualTo(31);
        for (int region = 0; region < regions; region++) {
            if (region != 7 && region != 31) {
                assertThat(values[region]).as("region %d", region).isCloseTo(0, within(1f));
            }
        }
    }

    @Test
    void aModelIsAskedAboutTheCoalitions(@TempDir Path folder) throws IOException {
        float[] places = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
        ToDoubleFunction<float[]> game = kept -> {
            double sum = 1 * kept[0] - 2 * kept[1] + 3 * kept[2] + 5 * kept[4];
            return sum * sum;
        };
        try (ExplainedModel model = PlantedExplainer.open(folder, PlantedExplainer.VALUE, (tf, evidence) -> {
            Operand<TFloat32> placed = tf.math.mul(evidence, tf.constant(places));
            return tf.math.square(tf.sum(placed, tf.constant(1)));
        })) {
            float[] values = new KernelShap(6000, 5)
                    .scores(PlantedExplainer.records(
                            model,
                            List.of(PlantedExplainer.ids("ONOCO"), PlantedExplainer.ids("N")),
                            OptionalDouble.of(1)))
                    .get(0);

            double[] exact = exact(game, 5);
            for (int region = 0; region < 5; region++) {
                assertThat((double) values[region]).isCloseTo(exact[region], within(0.5));
            }
            assertThat(sum(values)).isCloseTo(49, within(1e-3));
        }
    }

    @Test
    void aSingleRegionIsTheWholeDifference() {
        assertThat(KernelShap.values(KernelShap.coalitions(1, 100, new Random(1)), new double[0], 0.75))
                .containsExactly(0.75f);
    }

    private static float[] values(List<float[]> coalitions, ToDoubleFunction<float[]> game, int regions) {
        double nothing = game.applyAsDouble(new float[regions]);
        double[] values = coalitions.stream()
                .mapToDouble(kept -> game.applyAsDouble(kept) - nothing)
                .toArray();
        return KernelShap.values(coalitions, values, whole(game, regions));
    }

    private static double whole(ToDoubleFunction<float[]> game, int regions) {
        float[] all = new float[regions];
        Arrays.fill(all, 1);
        return game.applyAsDouble(all) - game.applyAsDouble(new float[regions]);
    }

    /** Shapley's formula: the weighted sum over all sets of the other regions of what a region adds to them. */
    private static double[] exact(ToDoubleFunction<float[]> game, int regions) {
        double[] values = new double[regions];
        for (int region = 0; region < regions; region++) {
            for (int set = 0; set < 1 << regions; set++) {
                if ((set >> region & 1) == 0) {
                    int size = Integer.bitCount(set);
                    double weight = factorial(size) * factorial(regions - size - 1) / factorial(regions);
                    values[region] += weight
                            * (game.applyAsDouble(kept(set | 1 << region, regions))
                                    - game.applyAsDouble(kept(set, regions)));
                }
            }
        }
        return values;
    }

    private static float[] kept(int set, int regions) {
        float[] kept = new float[regions];
        for (int region = 0; region < regions; region++) {
            kept[region] = set >> region & 1;
        }
        return kept;
    }

    private static double factorial(int n) {
        return IntStream.rangeClosed(1, n).asDoubleStream().reduce(1, (a, b) -> a * b);
    }

    private static double sum(float... values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum;
    }
}
