package io.maskstream.trainer.evaluate.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.trainer.evaluate.PlantedExplainer;
import io.maskstream.trainer.evaluate.PlantedPicture;
import io.maskstream.trainer.evaluate.subject.ExplainedModel;
import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableShareTest {

    @TempDir
    Path folder;

    @Test
    void aMaskThatLooksAtTheTokenAloneIsExplainedByIt() throws IOException {
        try (ExplainedModel model = PlantedExplainer.open(folder)) {
            JsonNode share = measured(PlantedExplainer.records(
                    model,
                    Stream.of("CONC", "OCCC", "CCNO", "NOCC", "CCCO")
                            .map(PlantedExplainer::ids)
                            .toList(),
                    OptionalDouble.of(1)));

            assertThat(share.get("token").asDouble()).isCloseTo(1, within(1e-9));
            assertThat(share.get("position").asDouble()).isLessThan(0.1);
        }
    }

    @Test
    void aMaskThatIsTheSameForAllPicturesIsExplainedByPosition() throws IOException {
        try (ExplainedModel model = PlantedPicture.open(folder)) {
            JsonNode share = measured(PlantedExplainer.records(
                    model,
                    PlantedPicture.CLASSES,
                    List.of(
                            PlantedPicture.of(pixel -> pixel < 40 ? 0xFF0000 : 0x00FF00),
                            PlantedPicture.of(pixel -> pixel < 40 ? 0xFF0000 : 0x0000FF)),
                    OptionalDouble.empty()));

            assertThat(share.get("position").asDouble()).isCloseTo(1, within(1e-9));
            assertThat(share.has("token")).isFalse();
        }
    }

    @Test
    void theShareIsThatOfTheVarianceBetweenGroups() {
        // The variance between the groups is 1/4, that within them 1/12.
        Random random = new Random(5);
        List<float[]> masks = new ArrayList<>();
        for (int record = 0; record < 2000; record++) {
            masks.add(new float[] {random.nextFloat(), 1 + random.nextFloat()});
        }

        assertThat(TableShare.share(masks, (record, part) -> part)).hasValueCloseTo(0.75, within(0.01));
    }

    @Test
    void groupsOfFewAreNotExplainedByThemselves() {
        Random random = new Random(6);
        List<float[]> masks = new ArrayList<>();
        for (int record = 0; record < 2000; record++) {
            masks.add(new float[] {random.nextFloat()});
        }

        assertThat(TableShare.share(masks, (record, part) -> record)).hasValueCloseTo(0.0, within(1e-9));
        assertThat(TableShare.share(masks, (record, part) -> 0)).hasValueCloseTo(0.0, within(1e-9));
        // Noise is predicted worse by the other of a pair than by the mean.
        assertThat(TableShare.share(masks, (record, part) -> record / 2).orElseThrow())
                .isNegative();
    }

    @Test
    void weightsThatDoNotVaryHaveNoShare() {
        assertThat(TableShare.share(List.of(new float[] {0.3f, 0.3f}, new float[] {0.3f}), (record, part) -> part))
                .isEmpty();
        assertThat(TableShare.share(List.of(new float[] {0.3f}), (record, part) -> part))
                .isEmpty();
    }

    private static JsonNode measured(ExplainedRecords records) {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        new TableShare().of(PlantedExplainer.trialOfMask(records), result);
        return result.get(TableShare.NODE);
    }
}
