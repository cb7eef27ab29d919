package io.maskstream.streamer.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.maskstream.schemas.artifact.Judgement;
import io.maskstream.schemas.input.image.DecodingMemory;
import io.maskstream.schemas.input.image.ImageLimits;
import io.maskstream.schemas.record.ExplanationReader;
import io.maskstream.schemas.record.RequestReader;
import io.maskstream.streamer.engine.Reservations;
import java.io.IOException;
import java.util.List;
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

    private static JsonNode explainer(LiveRecord record) throws IOException {
        EventJson events = new EventJson(new ExplanationReader(null), ImageLimits.usual());
        LiveEvent event = new LiveEvent(new LiveBuffer.Entry(0, 0, record), new RequestReader());
        return new JsonMapper().readTree(events.write(event)).get("explainer");
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
                .endsWith(" bytes of memory to decode, and at most 1024 may be used");
        assertThat(json.get("spans")).isEmpty();
    }
}
