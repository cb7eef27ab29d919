package io.maskstream.streamer.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.maskstream.schemas.artifact.Judgement;
import io.maskstream.schemas.input.image.DecodingMemory;
import io.maskstream.schemas.input.image.ImageLimits;
import io.maskstream.schemas.record.ExplanationReader;
import io.maskstream.schemas.record.RequestReader;
import io.maskstream.streamer.engine.Reservations;
import io.maskstream.streamer.shadow.ComparedRecord;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class EventJsonTest {

    @Test
    void saysWhatTheGateHasAgainstTheExplainer() throws IOException {
        Reservations reservations =
                new Reservations(List.of(new Judgement.Failure("stable", "0.40 <b>")), List.of("stable"));
        LiveRecord record = LiveRecords.molecule(0, "m1");

        assertThat(explainer(record).has("reservations")).isFalse();
        assertThat(explainer(LiveRecords.withReservations(record, reservations))
                        .get("reservations")
                        .asText())
                .isEqualTo("fails stable, which was overridden (0.40 <b>)");
    }

    @Test
    void writesEvidenceWithWhatAddsUpAndItsPartsWithTheirSpans() throws IOException {
        JsonNode json = event(LiveRecords.moleculeWithEvidence(0, "m1"));

        JsonNode evidence = json.get("evidence");
        assertThat(evidence.get("output").asText()).isEqualTo("aqueous solubility");
        assertThat(evidence.get("unit").asText()).isEqualTo("log10 mol/L");
        assertThat(evidence.get("baseline").asDouble()).isEqualTo(0.125);
        assertThat(evidence.get("sum").asDouble()).isEqualTo(1);
        assertThat(evidence.get("total").asDouble())
                .isCloseTo(json.get("prediction").get("value").asDouble(), within(1e-6));
        assertThat(json.get("spans")).hasToString("[[1,2,0.0,0,0.0],[2,3,0.25,1,-0.25],[3,4,1.0,2,1.25]]");
        assertThat(json.get("structure").asText()).contains("#DDF0FB", "#E69F00", "data-atom");
    }

    @Test
    void writesEvidenceOfAnImageAsAGridOfItsOwn() throws IOException {
        JsonNode json = event(LiveRecords.imageWithEvidence(0, "i1"));

        assertThat(json.get("mask")).hasToString("{\"width\":2,\"height\":1,\"weights\":[0.125,0.875]}");
        assertThat(json.get("cells")).hasToString("{\"width\":1,\"height\":2,\"values\":[0.25,-0.5]}");
        assertThat(json.get("evidence").get("total").asDouble()).isEqualTo(0.125);
    }

    @Test
    void writesNoEvidenceWhereThereIsNone() throws IOException {
        for (LiveRecord record :
                List.of(LiveRecords.molecule(0, "m1"), LiveRecords.review(1, "r1", "a"), LiveRecords.image(2, "i1"))) {
            JsonNode json = event(record);
            assertThat(json.has("evidence")).isFalse();
            assertThat(json.has("cells")).isFalse();
            assertThat(json.path("spans"))
                    .allSatisfy(span -> assertThat(span.size()).isLessThanOrEqualTo(4));
        }
    }

    @Test
    void writesAllOfADeadLetterThatWasPublished() throws IOException {
        JsonNode json = event(LiveRecords.refused(0, "no JSON"));
        assertThat(json.get("key").asText()).isEqualTo("key");
        assertThat(json.get("headers")).hasToString("[[\"trace\",\"7\"],[\"empty\",null]]");
        assertThat(json.get("bytes").asInt()).isEqualTo(7);
        assertThat(json.get("value").asText()).isEqualTo("no JSON");
    }

    @Test
    void writesWhatACandidateMadeOfARecordBesideItsExplanation() throws IOException {
        JsonNode json = event(LiveRecords.moleculeWithEvidence(0, "m1"), LiveRecords::compared);

        assertThat(json.get("explainer").get("version").asInt()).isEqualTo(3);
        JsonNode candidate = json.get("candidate");
        assertThat(candidate.get("explainer").get("version").asInt()).isEqualTo(4);
        for (String same :
                List.of("prediction", "maskedPrediction", "area", "agreement", "evidence", "spans", "text")) {
            assertThat(candidate.get(same)).as(same).isEqualTo(json.get(same));
        }
        assertThat(candidate.get("comparison"))
                .hasToString("{\"predictionAgreement\":1.0,\"rankCorrelation\":0.75,\"evidenceDistance\":null,"
                        + "\"servingMillis\":1.25,\"candidateMillis\":1.5}");
        assertThat(candidate.has("structure")).as("it is that of the record").isFalse();
    }

    @Test
    void aCandidatesImageIsThatOfTheRecord() throws IOException {
        JsonNode json = event(LiveRecords.imageWithEvidence(0, "i1"), LiveRecords::compared);

        assertThat(json.get("candidate").get("mask")).isEqualTo(json.get("mask"));
        assertThat(json.get("candidate").get("cells")).isEqualTo(json.get("cells"));
        assertThat(json.get("candidate").has("image")).isFalse();
    }

    @Test
    void saysWhyACandidateGivesNoAnswer() throws IOException {
        JsonNode json = event(LiveRecords.molecule(0, "m1"), record -> LiveRecords.failed(record, "no <b> number"));

        assertThat(json.get("candidate").get("failure").asText()).isEqualTo("no <b> number");
        assertThat(json.get("candidate").get("explainer").get("version").asInt())
                .isEqualTo(4);
        assertThat(json.get("candidate").has("prediction")).isFalse();
    }

    private static JsonNode event(LiveRecord record, Function<LiveRecord, ComparedRecord> candidate)
            throws IOException {
        EventJson events = new EventJson(new ExplanationReader(null), ImageLimits.usual());
        ComparedBuffer compared = new ComparedBuffer(1, 1);
        compared.compared(List.of(candidate.apply(record)));
        LiveEvent event = new LiveEvent(new LiveBuffer.Entry(0, 0, record), new RequestReader());
        return new JsonMapper()
                .readTree(events.write(event, compared.find(record).orElseThrow()));
    }

    private static JsonNode explainer(LiveRecord record) throws IOException {
        return event(record).get("explainer");
    }

    private static JsonNode event(LiveRecord record) throws IOException {
        EventJson events = new EventJson(new ExplanationReader(null), ImageLimits.usual());
        LiveEvent event = new LiveEvent(new LiveBuffer.Entry(0, 0, record), new RequestReader());
        return new JsonMapper().readTree(events.write(event));
    }

    @Test
    void saysWhyAPictureCannotBeShown() throws IOException {
        DecodingMemory scarce = new DecodingMemory(1024);
        EventJson events = new EventJson(new ExplanationReader(null), new ImageLimits(1000, 1000, scarce));
        LiveBuffer.Entry entry = new LiveBuffer.Entry(0, 0, LiveRecords.image(0, "i1"));

        JsonNode json = new JsonMapper().readTree(events.write(new LiveEvent(entry, new RequestReader())));

        assertThat(json.has("image")).isFalse();
        assertThat(json.get("text").asText())
                .startsWith("This image cannot be shown: field 'image' would take ")
                .endsWith(" bytes of memory to decode; at most 1024 may be used");
        assertThat(json.get("spans")).isEmpty();
    }
}
