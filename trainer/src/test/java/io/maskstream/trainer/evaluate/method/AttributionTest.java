package io.maskstream.trainer.evaluate.method;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.trainer.evaluate.PlantedExplainer;
import io.maskstream.trainer.evaluate.subject.ExplainedModel;
import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import io.maskstream.trainer.evaluate.subject.Ranking;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
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
        assertThat(new MaskWeights().scores(records()))
                .containsExactly(new float[] {0, 1, 1, 0}, new float[] {1, 1, 0});
    }

    @Test
    void gradientTimesInputIsWhatATokenAddsToThePrediction() {
        assertThat(model.gradientTimesInput(IDS)).containsExactly(new float[] {0, 1, -1, 0}, new float[] {1, 1, 0});
        assertThat(new GradientTimesInput().scores(records()))
                .containsExactly(new float[] {0, 1, 1, 0}, new float[] {1, 1, 0});
    }

    @Test
    void occlusionIsHowFarThePredictionMovesWithoutAToken() {
        assertThat(Occlusion.ofTokens().scores(records()))
                .containsExactly(new float[] {0, 1, 1, 0}, new float[] {1, 1, 0});
    }

    @Test
    void firstTokensFallAlongTheSequence() {
        assertThat(new PositionOrder(false).scores(records()))
                .extracting(Ranking::descending)
                .containsExactly(new int[] {0, 1, 2, 3}, new int[] {0, 1, 2});
    }

    @Test
    void lastTokensRiseAlongTheSequence() {
        assertThat(new PositionOrder(true).scores(records()))
                .extracting(Ranking::descending)
                .containsExactly(new int[] {3, 2, 1, 0}, new int[] {2, 1, 0});
    }

    @Test
    void randomScoresAreRepeatedByTheSameSeedAlone() {
        assertThat(new RandomOrder(4).scores(records()))
                .usingRecursiveComparison()
                .isEqualTo(new RandomOrder(4).scores(records()));
        assertThat(new RandomOrder(4).scores(records()).get(0))
                .isNotEqualTo(new RandomOrder(5).scores(records()).get(0));
    }

    @Test
    void patchesCoverAPictureOfAnyProportionsAndScoreAllTheirCellsAlike() {
        Occlusion.Regions regions = Occlusion.ofPatches(5, 3, 2).regions();

        // Patches of 3 x 2 cells, smaller at the right and at the bottom.
        assertThat(regions.count(15)).isEqualTo(4);
        assertThat(IntStream.range(0, 15).map(regions::of))
                .containsExactly(0, 0, 0, 1, 1, 0, 0, 0, 1, 1, 2, 2, 2, 3, 3);
    }

    private static ExplainedRecords records() {
        return PlantedExplainer.records(model, IDS, OptionalDouble.of(0.5));
    }
}
