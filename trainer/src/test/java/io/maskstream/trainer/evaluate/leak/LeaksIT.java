package io.maskstream.trainer.evaluate.leak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.trainer.evaluate.measure.Trial;
import io.maskstream.trainer.evaluate.subject.ExplainedModel;
import io.maskstream.trainer.evaluate.surrogate.RecordContent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(600)
class LeaksIT {

    private static final int SAMPLE = 60;

    @TempDir
    Path folder;

    @Test
    void catchesPicturesMasksThatSayTheClassByTheirCorner() throws IOException {
        try (ExplainedModel model = PlantedMasks.pictures(folder, PlantedMasks.OfPictures.CORNERS)) {
            JsonNode leaks = leaksOfPictures(model);

            assertThat(mean(leaks, "/probe/mask")).isGreaterThan(0.95);
            assertThat(leaks.at("/probe/occlusion/difference/high").asDouble())
                    .as("accuracy of the probe on occlusion's maps minus that on the masks")
                    .isLessThan(-0.3);
            assertThat(mean(leaks, "/probe/" + Leaks.SHUFFLED))
                    .as("all corners weigh the same")
                    .isLessThan(0.5);
            for (String ground : List.of("black", "blurred record", "another record")) {
                assertThat(mean(leaks, "/overlay/" + ground + "/mask"))
                        .as(ground)
                        .isGreaterThan(0.9);
                assertThat(leaks.at("/overlay/" + ground + "/random/difference/high")
                                .asDouble())
                        .as(ground)
                        .isLessThan(-0.3);
            }
        }
    }

    @Test
    void acquitsPicturesMasksThatShowTheEvidence() throws IOException {
        try (ExplainedModel model = PlantedMasks.pictures(folder, PlantedMasks.OfPictures.HONEST)) {
            JsonNode leaks = leaksOfPictures(model);

            assertThat(leaks.get("records").asInt()).isEqualTo(SAMPLE + 150);
            assertThat(mean(leaks, "/probe/mask")).isCloseTo(1 / 3.0, within(0.12));
            for (String ground : List.of("black", "noise", "blurred record", "another record")) {
                assertThat(mean(leaks, "/overlay/" + ground + "/mask"))
                        .as(ground)
                        .isLessThan(0.5);
            }
        }
    }

    @Test
    void catchesSequencesMasksThatSayByTheirPlaceHowHighTheValueIs() throws IOException {
        try (ExplainedModel model = PlantedMasks.codedTokens(folder)) {
            JsonNode leaks = leaksOfTokens(model);

            assertThat(mean(leaks, "/probe/mask")).isGreaterThan(0.75);
            assertThat(leaks.at("/probe/random/difference/high").asDouble()).isLessThan(-0.2);
            assertThat(leaks.get("overlay").properties())
                    .extracting(Map.Entry::getKey)
                    .containsExactly("noise", "another record");
        }
    }

    @Test
    void acquitsSequencesMasksThatShowTheEvidence() throws IOException {
        try (ExplainedModel model = PlantedMasks.honestTokens(folder)) {
            JsonNode leaks = leaksOfTokens(model);

            assertThat(leaks.at("/probe/random/difference/mean").asDouble()).isCloseTo(0, within(0.1));
            assertThat(leaks.at("/overlay/another record/random/difference/mean")
                            .asDouble())
                    .isCloseTo(0, within(0.1));
        }
    }

    @Test
    void probesNoMaskOfARecordTwice() throws IOException {
        try (ExplainedModel model = PlantedMasks.honestTokens(folder)) {
            List<EncodedInput> same = PlantedMasks.tokens(30, new Random(5));

            JsonNode leaks = leaks(PlantedMasks.trial(model, same, same));

            assertThat(leaks.get("records").asLong())
                    .isEqualTo(same.stream().map(RecordContent::of).distinct().count());
        }
    }

    private static double mean(JsonNode leaks, String pointer) {
        return leaks.at(pointer + "/mean").asDouble();
    }

    private static JsonNode leaksOfPictures(ExplainedModel model) {
        List<EncodedInput> pictures = PlantedMasks.pictures(SAMPLE + 400, new Random(3));
        return leaks(PlantedMasks.trial(model, pictures.subList(0, SAMPLE), pictures.subList(SAMPLE, 460)));
    }

    private static JsonNode leaksOfTokens(ExplainedModel model) {
        List<EncodedInput> sequences = PlantedMasks.tokens(500, new Random(4));
        return leaks(PlantedMasks.trial(model, sequences.subList(0, 200), sequences.subList(200, 500)));
    }

    private static JsonNode leaks(Trial trial) {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        new Leaks(64 * 150).of(trial, result);
        return result.get("leaks");
    }
}
