package io.maskstream.trainer.evaluate.surrogate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluatorCacheTest {

    private static final List<float[]> ROWS = List.of(new float[] {0, 1}, new float[] {1, 0});
    private static final float[][] TARGETS = {{1, 0}, {0, 1}};

    @TempDir
    Path folder;

    private int trained;

    @Test
    void takesWhatWasTrainedOnTheSameBefore() {
        float[][] first = answers("settings");
        float[][] again = answers("settings");

        assertThat(trained).isEqualTo(1);
        assertThat(again).isDeepEqualTo(first);
    }

    @Test
    void trainsForOtherSettings() {
        answers("settings");
        answers("others");

        assertThat(trained).isEqualTo(2);
    }

    @Test
    void tellsRecordsAndAnswersApart() {
        String digest = EvaluatorCache.digest("settings", ROWS, TARGETS);

        assertThat(EvaluatorCache.digest("settings", ROWS, new float[][] {{1, 0}, {0.5f, 0.5f}}))
                .isNotEqualTo(digest);
        assertThat(EvaluatorCache.digest("settings", List.of(new float[] {0}, new float[] {1, 1, 0}), TARGETS))
                .isNotEqualTo(digest);
    }

    @Test
    void trainsAnewWhereFilesAreDamaged() throws IOException {
        float[][] first = answers("settings");
        Path kept = folder.resolve(EvaluatorCache.digest("settings", ROWS, TARGETS));
        Files.write(kept.resolve("weights.index"), new byte[] {1, 2, 3});

        assertThat(answers("settings")).isDeepEqualTo(first);
        assertThat(trained).isEqualTo(2);
        answers("settings");
        assertThat(trained).isEqualTo(2);
    }

    private float[][] answers(String settings) {
        try (SmallNetwork network = new SmallNetwork(
                new DenseBody(2, 4, 0), SmallNetwork.Answer.CLASSES, 2, new SmallNetwork.Settings(20, 2, 0.05, 0), 1)) {
            new EvaluatorCache(folder).weights(network, EvaluatorCache.digest(settings, ROWS, TARGETS), () -> {
                trained++;
                network.train(new SmallNetwork.Examples() {
                    @Override
                    public int size() {
                        return ROWS.size();
                    }

                    @Override
                    public float[] row(int example, Random random) {
                        return ROWS.get(example);
                    }

                    @Override
                    public float[] target(int example) {
                        return TARGETS[example];
                    }
                });
            });
            return network.answers(ROWS);
        }
    }
}
