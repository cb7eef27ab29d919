package io.maskstream.trainer.evaluate.surrogate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.trainer.evaluate.leak.PlantedMasks;
import io.maskstream.trainer.evaluate.subject.ExplainedModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(600)
class EvaluatorAgreementIT {

    @TempDir
    Path folder;

    @Test
    void readsTheEvidenceThatAnHonestMaskOfPicturesShows() throws IOException {
        try (ExplainedModel model = PlantedMasks.pictures(folder, PlantedMasks.OfPictures.HONEST)) {
            JsonNode evaluator = ofPictures(model);

            assertThat(evaluator.at("/whole/mean").asDouble()).isGreaterThan(0.9);
            assertThat(evaluator.at("/mean/mask/mean").asDouble()).isGreaterThan(0.9);
            assertThat(evaluator.at("/mean/random/difference/high").asDouble()).isNegative();
        }
    }

    @Test
    void readsNothingFromACode() throws IOException {
        try (ExplainedModel model = PlantedMasks.pictures(folder, PlantedMasks.OfPictures.CORNERS)) {
            JsonNode evaluator = ofPictures(model);

            // It has to guess: 0.5 to 0.7 in different runs, since its training is not deterministic; an honest mask
            // gets more than 0.9.
            assertThat(evaluator.at("/agreement/mask/10%/mean").asDouble()).isLessThan(0.75);
            assertThat(evaluator.at("/mean/occlusion/difference/low").asDouble())
                    .isPositive();
        }
    }

    @Test
    void givesTheValuesOfWholeRecords() throws IOException {
        try (ExplainedModel model = PlantedMasks.honestTokens(folder)) {
            List<EncodedInput> sequences = PlantedMasks.tokens(700, new Random(6));

            JsonNode evaluator = measured(model, sequences, 0.05);

            assertThat(evaluator.get("trainedOn").asInt()).isBetween(580, 600);
            assertThat(evaluator.at("/whole/mean").asDouble()).isGreaterThan(0.7);
        }
    }

    private static JsonNode ofPictures(ExplainedModel model) {
        return measured(model, PlantedMasks.pictures(700, new Random(7)), 0.25);
    }

    private static JsonNode measured(ExplainedModel model, List<EncodedInput> inputs, double effort) {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        new EvaluatorAgreement(effort, 7)
                .of(PlantedMasks.trial(model, inputs.subList(0, 100), inputs.subList(100, 700)), result);
        return result.get(EvaluatorAgreement.NODE);
    }
}
