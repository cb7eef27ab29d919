package io.maskstream.streamer.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.maskstream.schemas.input.image.DecodingMemory;
import io.maskstream.schemas.input.image.ImageLimits;
import io.maskstream.schemas.record.ExplanationReader;
import io.maskstream.schemas.record.RequestReader;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class EventJsonTest {

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
