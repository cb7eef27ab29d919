package io.maskstream.trainer.evaluate.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.trainer.evaluate.PlantedExplainer;
import io.maskstream.trainer.evaluate.subject.ExplainedModel;
import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import io.maskstream.trainer.records.Batch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfidenceBandsTest {

    @TempDir
    Path folder;

    @Test
    void recordsOfClassesAreDividedByTheProbabilityOfThePredictedOne() throws IOException {
        try (ExplainedModel model =
                PlantedExplainer.open(folder, PlantedExplainer.CLASSES, PlantedExplainer.logOddsOf(2))) {
            // Probabilities of 0.5, 0.88, 0.88 and 0.98.
            JsonNode bands = bands(PlantedExplainer.labelled(
                    model,
                    PlantedExplainer.CLASSES,
                    List.of(
                            new Batch.Example(PlantedExplainer.ids("CC"), 1),
                            new Batch.Example(PlantedExplainer.ids("CO"), 1),
                            new Batch.Example(PlantedExplainer.ids("NC"), 1),
                            new Batch.Example(PlantedExplainer.ids("OO"), Float.NaN)),
                    OptionalDouble.empty()));

            assertThat(bands)
                    .extracting(band -> band.get("band").asText())
                    .containsExactly("below 0.7", "0.7 to 0.9", "0.9 or more");
            assertThat(bands).extracting(band -> band.get("records").asInt()).containsExactly(1, 2, 1);
            assertThat(bands.at("/0/accuracy").asDouble()).isZero();
            assertThat(bands.at("/1/accuracy").asDouble()).isEqualTo(0.5);
            assertThat(bands.at("/1/maskedAccuracy").asDouble()).isEqualTo(0.5);
            assertThat(bands.at("/1/agreement/mean").asDouble()).isEqualTo(1);
            assertThat(bands.at("/2/accuracy").isMissingNode())
                    .as("nobody knows the label")
                    .isTrue();
        }
    }

    @Test
    void recordsOfValuesAreDividedByThirdsOfThePredictions() throws IOException {
        try (ExplainedModel model = PlantedExplainer.open(folder)) {
            JsonNode bands = bands(PlantedExplainer.labelled(
                    model,
                    PlantedExplainer.VALUE,
                    Stream.of("N", "C", "O", "OO", "OOO", "OOOO")
                            .map(tokens -> new Batch.Example(PlantedExplainer.ids(tokens), 3))
                            .toList(),
                    OptionalDouble.of(0.5)));

            assertThat(bands)
                    .extracting(band -> band.get("band").asText())
                    .containsExactly("below 1", "1 to 3", "3 or more");
            assertThat(bands).extracting(band -> band.get("records").asInt()).containsExactly(2, 2, 2);
            // Off by 4 and 3, by 2 and 1, by 0 and 1.
            assertThat(bands.at("/0/rmse").asDouble()).isCloseTo(Math.sqrt(12.5), within(1e-6));
            assertThat(bands.at("/1/maskedRmse").asDouble()).isCloseTo(Math.sqrt(2.5), within(1e-6));
            assertThat(bands.at("/2/rmse").asDouble()).isCloseTo(Math.sqrt(0.5), within(1e-6));
        }
    }

    private static JsonNode bands(ExplainedRecords records) {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        new ConfidenceBands().of(PlantedExplainer.trialOfMask(records), result);
        return result.get("bands");
    }
}
