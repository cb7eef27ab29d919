package io.maskstream.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskstream.schemas.input.EncodedInput;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a model that gives 1 for each O, -1 for each N, and nothing for C. */
class AttributionTest {

    private static final List<EncodedInput> IDS = List.of(PlantedExplainer.ids("CONC"), PlantedExplainer.ids("OOC"));

    private static ExplainedModel model;

    @BeforeAll
    static void open(@TempDir Path folder) throws IOException {
        model = PlantedExplainer.open(folder);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @Test
    void predictsWithTheMaskThatItIsGiven() {
        assertThat(model.predictions(IDS)).isDeepEqualTo(new float[][] {{0}, {2}});
        assertThat(model.maskedPredictions(IDS, List.of(new float[] {1, 1, 0.5f, 1}, new float[] {0, 0.75f, 1})))
                .isDeepEqualTo(new float[][] {{0.5f}, {0.75f}});
    }

    @Test
    void theMaskIsTheExplainersOwnAndEndsWhereTheSequenceDoes() {
        assertThat(Attribution.mask().scores(model, IDS))
                .containsExactly(new float[] {0, 1, 1, 0}, new float[] {1, 1, 0});
    }

    @Test
    void gradientTimesInputIsWhatATokenAddsToThePrediction() {
        assertThat(model.gradientTimesInput(IDS)).containsExactly(new float[] {0, 1, -1, 0}, new float[] {1, 1, 0});
        assertThat(Attribution.gradientTimesInput().scores(model, IDS))
                .containsExactly(new float[] {0, 1, 1, 0}, new float[] {1, 1, 0});
    }

    @Test
    void occlusionIsHowFarThePredictionMovesWithoutAToken() {
        assertThat(Attribution.occlusion(Closeness.within(0.5)).scores(model, IDS))
                .containsExactly(new float[] {0, 1, 1, 0}, new float[] {1, 1, 0});
    }

    @Test
    void firstTokensFallAlongTheSequence() {
        assertThat(Attribution.firstTokens().scores(model, IDS))
                .extracting(Ranking::descending)
                .containsExactly(new int[] {0, 1, 2, 3}, new int[] {0, 1, 2});
    }

    @Test
    void lastTokensRiseAlongTheSequence() {
        assertThat(Attribution.lastTokens().scores(model, IDS))
                .extracting(Ranking::descending)
                .containsExactly(new int[] {3, 2, 1, 0}, new int[] {2, 1, 0});
    }

    @Test
    void randomScoresAreRepeatedByTheSameSeedAlone() {
        assertThat(Attribution.random(4).scores(model, IDS))
                .usingRecursiveComparison()
                .isEqualTo(Attribution.random(4).scores(model, IDS));
        assertThat(Attribution.random(4).scores(model, IDS).get(0))
                .isNotEqualTo(Attribution.random(5).scores(model, IDS).get(0));
    }
}
