package io.maskstream.streamer.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskstream.schemas.record.RequestReader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MixedChoiceTest {

    private final List<LiveEvent> events = new ArrayList<>();

    @Test
    void goesThroughTheExplainersInTurnFromTheNewestOn() {
        add(LiveRecords.image(0, "i0"));
        add(LiveRecords.molecule(1, "m1"));
        add(LiveRecords.refused(2, "{"));
        for (int i = 3; i < 30; i++) {
            add(LiveRecords.review(i, "r" + i, "x"));
        }
        assertThat(offsets(MixedChoice.first(events, 6))).containsExactly(27L, 28L, 0L, 1L, 2L, 29L);
        assertThat(offsets(MixedChoice.next(events, 6)))
                .as("a page that is open keeps the order")
                .containsExactly(0L, 1L, 2L, 27L, 28L, 29L);
    }

    @Test
    void takesAllWhereThereIsRoom() {
        add(LiveRecords.image(0, "i0"));
        add(LiveRecords.molecule(1, "m1"));
        assertThat(offsets(MixedChoice.first(events, 6))).containsExactly(0L, 1L);
        assertThat(MixedChoice.next(events, 2)).isSameAs(events);
        assertThat(MixedChoice.first(List.of(), 6)).isEmpty();
    }

    private void add(LiveRecord record) {
        events.add(new LiveEvent(new LiveBuffer.Entry(events.size(), 0, record), new RequestReader()));
    }

    private static List<Long> offsets(List<LiveEvent> events) {
        return events.stream().map(event -> event.record().origin().offset()).toList();
    }
}
