package io.maskstream.streamer.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.maskstream.schemas.artifact.Profile;
import io.maskstream.schemas.input.image.ImageLimits;
import io.maskstream.schemas.record.ExplanationReader;
import io.maskstream.schemas.record.RequestReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AggregatesTest {

    @Test
    void sumsUpFunctionalGroupsByTheirEvidence() throws Exception {
        JsonNode summary = of(
                LiveRecords.moleculeWithEvidence(0, "m0"),
                LiveRecords.moleculeWithEvidence(1, "m1"),
                LiveRecords.refused(2, "{"));
        assertThat(summary.get("examined").asInt()).isEqualTo(3);
        JsonNode esol = summary.get("explainers").get(0);
        assertThat(esol.get("name").asText()).isEqualTo("esol");
        assertThat(esol.get("records").asInt()).isEqualTo(2);
        JsonNode output = esol.get("outputs").get(0);
        assertThat(output.get("output").asText()).isEqualTo("aqueous solubility");
        assertThat(output.get("evidence").asBoolean()).isTrue();
        // In each molecule, one carbon of the alkyl group has no evidence, the other has -0.25.
        assertThat(output.get("parts"))
                .hasToString(
                        "[{\"name\":\"alcohol\",\"count\":2,\"mean\":1.25},{\"name\":\"alkyl\",\"count\":2,\"mean\":-0.25}]");
    }

    @Test
    void sumsUpWordsByTheirWeightWhereThereIsNoEvidence() throws Exception {
        JsonNode output = of(LiveRecords.review(0, "r0", "A b"), LiveRecords.review(1, "r1", "a c"))
                .get("explainers")
                .get(0)
                .get("outputs")
                .get(0);
        assertThat(output.get("output").asText()).isEqualTo("positive");
        assertThat(output.get("evidence").asBoolean()).isFalse();
        assertThat(output.get("parts")).hasToString("[{\"name\":\"a\",\"count\":2,\"mean\":0.5}]");
    }

    @Test
    void hasTheMeanMaskAndTheMeanEvidenceOfImages() throws Exception {
        JsonNode outputs = of(
                        LiveRecords.image(0, "i0"),
                        LiveRecords.imageWithEvidence(1, "i1"),
                        LiveRecords.imageWithEvidence(2, "i2"))
                .get("explainers")
                .get(0)
                .get("outputs");
        assertThat(outputs.get(0).get("output").asText()).isEqualTo("ship");
        assertThat(outputs.get(0).has("cells")).isFalse();
        JsonNode truck = outputs.get(1);
        assertThat(truck.get("output").asText()).isEqualTo("truck");
        assertThat(truck.get("records").asInt()).isEqualTo(2);
        assertThat(truck.get("mask").get("width").asInt()).isEqualTo(2);
        assertThat(truck.get("mask").get("values").get(1).asDouble()).isCloseTo(0.875, within(1e-6));
        assertThat(truck.get("cells")).hasToString("{\"width\":1,\"height\":2,\"values\":[0.25,-0.5]}");
    }

    @Test
    void saysThatThereIsNothing() throws Exception {
        assertThat(of()).hasToString("{\"examined\":0,\"kept\":0,\"explainers\":[]}");
    }

    @Test
    void hasWhatWeighedMostInTheFit() throws Exception {
        Profile.Parts words = new Profile.Parts(
                List.of(7, 3), List.of("O", "c"), null, null, List.of(9, 40), List.of(0.5, -0.25), List.of(3.0, 2.0));
        JsonNode fit = of(Optional.of(new Profile(50, "train", List.of(), words)), LiveRecords.molecule(0, "m0"))
                .get("explainers")
                .get(0)
                .get("fit");
        assertThat(fit.get("records").asInt()).isEqualTo(50);
        assertThat(fit.get("parts"))
                .hasToString(
                        "[{\"name\":\"O\",\"count\":9,\"mean\":0.5},{\"name\":\"c\",\"count\":40,\"mean\":-0.25}]");
        Profile.Groups groups = new Profile.Groups(List.of("alcohol"), List.of(4), List.of(1.5));
        assertThat(of(
                                Optional.of(new Profile(50, "train", List.of(), words).with(groups)),
                                LiveRecords.molecule(0, "m0"))
                        .get("explainers")
                        .get(0)
                        .at("/fit/parts"))
                .hasToString("[{\"name\":\"alcohol\",\"count\":4,\"mean\":1.5}]");
        Profile.Parts cells =
                new Profile.Parts(List.of(3, 0), null, 2, 2, List.of(5, 5), List.of(0.5, -0.25), List.of(3.0, 2.0));
        assertThat(of(Optional.of(new Profile(50, "train", List.of(), cells)), LiveRecords.image(0, "i0"))
                        .get("explainers")
                        .get(0)
                        .get("fit")
                        .get("cells"))
                .hasToString("{\"width\":2,\"height\":2,\"values\":[-0.25,0.0,0.0,0.5]}");
    }

    private static JsonNode of(LiveRecord... records) throws Exception {
        return of(Optional.empty(), records);
    }

    private static JsonNode of(Optional<Profile> profile, LiveRecord... records) throws Exception {
        EventJson events = new EventJson(new ExplanationReader(null), ImageLimits.usual());
        List<LiveEvent> kept = new ArrayList<>();
        for (LiveRecord record : records) {
            kept.add(new LiveEvent(new LiveBuffer.Entry(kept.size(), 0, record), new RequestReader()));
        }
        return new JsonMapper().readTree(new Aggregates(events::explanation, name -> profile).of(kept));
    }
}
