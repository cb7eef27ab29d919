package io.maskstream.trainer.evaluate.surrogate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SmallNetworkTest {

    private static final SmallNetwork.Settings SETTINGS = new SmallNetwork.Settings(60, 32, 1e-2, 0);

    @Test
    void learnsAndStartsAfreshEachTime() {
        Points points = new Points(300);
        Points opposite = new Points(300) {
            @Override
            public float[] target(int example) {
                float[] target = super.target(example);
                return new float[] {target[1], target[0]};
            }
        };
        try (SmallNetwork network =
                new SmallNetwork(new DenseBody(2, 16, 0), SmallNetwork.Answer.CLASSES, 2, SETTINGS, 1)) {
            network.train(points);
            float[][] first = network.answers(points.rows);
            network.train(opposite);
            float[][] second = network.answers(points.rows);
            network.train(points);
            float[][] again = network.answers(points.rows);

            assertThat(right(points, first)).isGreaterThan(0.97);
            assertThat(right(opposite, second)).isGreaterThan(0.97);
            for (int i = 0; i < first.length; i++) {
                assertThat(again[i][0]).isCloseTo(first[i][0], within(1e-3f));
            }
        }
    }

    @Test
    void answersNoOtherwiseBesideALongerSequence() {
        List<float[]> rows = List.of(new float[] {3, 4}, new float[] {1, 2, 3, 4, 5, 6, 7, 8});
        try (SmallNetwork network =
                new SmallNetwork(new TokenBody(8, 4), SmallNetwork.Answer.NUMBERS, 1, SETTINGS, 1)) {
            network.train(new SmallNetwork.Examples() {
                @Override
                public int size() {
                    return rows.size();
                }

                @Override
                public float[] row(int example, Random random) {
                    return rows.get(example);
                }

                @Override
                public float[] target(int example) {
                    return new float[] {2 * example - 1f};
                }
            });

            float alone = network.answers(rows.subList(0, 1))[0][0];
            float[][] together = network.answers(rows);

            assertThat(together[0][0]).isCloseTo(alone, within(1e-5f));
            assertThat(together[0][0]).isCloseTo(-1, within(0.2f));
            assertThat(together[1][0]).isCloseTo(1, within(0.2f));
        }
    }

    private static double right(SmallNetwork.Examples examples, float[][] answers) {
        int right = 0;
        for (int i = 0; i < answers.length; i++) {
            right += answers[i][0] > 0.5 == examples.target(i)[0] > 0.5 ? 1 : 0;
        }
        return right / (double) answers.length;
    }

    /** Points inside and outside a circle, which a linear model cannot separate. */
    private static class Points implements SmallNetwork.Examples {

        private final List<float[]> rows = new ArrayList<>();

        Points(int count) {
            Random random = new Random(2);
            for (int i = 0; i < count; i++) {
                double angle = 2 * Math.PI * random.nextDouble();
                double radius = i % 2 == 0 ? 0.5 : 1.5;
                rows.add(new float[] {(float) (radius * Math.cos(angle)), (float) (radius * Math.sin(angle))});
            }
        }

        @Override
        public int size() {
            return rows.size();
        }

        @Override
        public float[] row(int example, Random random) {
            return rows.get(example);
        }

        @Override
        public float[] target(int example) {
            return example % 2 == 0 ? new float[] {1, 0} : new float[] {0, 1};
        }
    }
}
