package io.maskstream.streamer.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiveBufferTest {

    private static final long NOW = 1_700_000_000_000L;
    private static final Clock CLOCK = Clock.fixed(Instant.ofEpochMilli(NOW), ZoneOffset.UTC);

    @Test
    void keepsTheLastRecordsInTheirOrder() {
        LiveBuffer buffer = new LiveBuffer(3, Long.MAX_VALUE, CLOCK);
        offer(buffer, 0, 5);
        assertThat(offsets(buffer, LiveClient.NOTHING)).containsExactly(2L, 3L, 4L);
        assertThat(offsets(buffer, buffer.last() - 1)).containsExactly(4L);
        assertThat(offsets(buffer, buffer.last())).isEmpty();
        assertThat(buffer.after(LiveClient.NOTHING))
                .allSatisfy(entry -> assertThat(entry.leftMillis()).isEqualTo(NOW));
    }

    @Test
    void keepsFewerWhereTheyAreLarge() {
        LiveRecord record = LiveRecords.molecule(0, "m");
        LiveBuffer buffer = new LiveBuffer(100, 2 * record.bytes(), CLOCK);
        offer(buffer, 0, 5);
        assertThat(offsets(buffer, LiveClient.NOTHING)).containsExactly(3L, 4L);
        buffer.offer(LiveRecords.refused(5, "x".repeat((int) (3 * record.bytes()))));
        assertThat(offsets(buffer, LiveClient.NOTHING))
                .as("the newest stays, however large it is")
                .containsExactly(5L);
        offer(buffer, 6, 8);
        assertThat(offsets(buffer, LiveClient.NOTHING)).containsExactly(6L, 7L);
    }

    @Test
    void numbersGoOnAboveThoseOfAnEarlierRun() {
        LiveBuffer before = new LiveBuffer(3, Long.MAX_VALUE, CLOCK);
        offer(before, 0, 500);
        LiveBuffer after = new LiveBuffer(3, Long.MAX_VALUE, Clock.offset(CLOCK, Duration.ofSeconds(1)));
        offer(after, 0, 1);
        assertThat(after.last()).isGreaterThan(before.last());
    }

    @Test
    void followsARecordHoweverManyPass() {
        LiveBuffer buffer = new LiveBuffer(2, Long.MAX_VALUE, CLOCK);
        buffer.follow(LiveRecords.origin(7));
        assertThat(buffer.find(LiveRecords.origin(7))).isEmpty();
        offer(buffer, 0, 100);
        assertThat(buffer.find(LiveRecords.origin(7)))
                .hasValueSatisfying(
                        entry -> assertThat(entry.record().origin().offset()).isEqualTo(7));
        assertThat(buffer.find(LiveRecords.origin(8)))
                .as("this one is not followed")
                .isEmpty();
    }

    @Test
    void followsARecordThatHasPassedAlready() {
        LiveBuffer buffer = new LiveBuffer(2, Long.MAX_VALUE, CLOCK);
        offer(buffer, 0, 2);
        buffer.follow(LiveRecords.origin(0));
        offer(buffer, 2, 100);
        assertThat(buffer.find(LiveRecords.origin(0))).isPresent();
    }

    private static void offer(LiveBuffer buffer, long from, long to) {
        for (long offset = from; offset < to; offset++) {
            buffer.offer(LiveRecords.molecule(offset, "m"));
        }
    }

    private static List<Long> offsets(LiveBuffer buffer, long after) {
        return buffer.after(after).stream()
                .map(entry -> entry.record().origin().offset())
                .toList();
    }
}
