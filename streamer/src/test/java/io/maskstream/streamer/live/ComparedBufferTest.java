package io.maskstream.streamer.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskstream.schemas.record.ExplainerIdentity;
import io.maskstream.streamer.engine.Reservations;
import io.maskstream.streamer.explain.ExplainedRequest;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ComparedBufferTest {

    @Test
    void keepsTheLastComparisons() {
        ComparedBuffer buffer = new ComparedBuffer(3, Long.MAX_VALUE);

        add(buffer, 0, 5);

        assertThat(found(buffer, 0, 5)).containsExactly(2L, 3L, 4L);
        assertThat(buffer.from(0)).extracting(ComparedBuffer.Entry::number).containsExactly(2L, 3L, 4L);
        assertThat(buffer.from(4)).extracting(ComparedBuffer.Entry::number).containsExactly(4L);
        assertThat(buffer.from(5)).isEmpty();
    }

    @Test
    void keepsFewerWhereTheyAreLarge() {
        LiveRecord record = LiveRecords.molecule(0, "m");
        long bytes = record.bytes();
        ComparedBuffer buffer = new ComparedBuffer(100, 2 * bytes);

        add(buffer, 0, 5);
        assertThat(found(buffer, 0, 5)).containsExactly(3L, 4L);

        String why = "x".repeat((int) (3 * bytes));
        buffer.compared(List.of(LiveRecords.failed(LiveRecords.molecule(5, "m"), why)));
        assertThat(found(buffer, 0, 6))
                .as("the newest stays, however large it is")
                .containsExactly(5L);
    }

    @Test
    void theLastComparisonOfARecordCounts() {
        ComparedBuffer buffer = new ComparedBuffer(2, Long.MAX_VALUE);
        LiveRecord record = LiveRecords.molecule(0, "m");

        buffer.compared(List.of(LiveRecords.failed(record, "none")));
        buffer.compared(List.of(LiveRecords.compared(record)));
        add(buffer, 1, 2);

        assertThat(buffer.find(record))
                .hasValueSatisfying(
                        entry -> assertThat(entry.comparison().failure()).isNull());
        assertThat(found(buffer, 0, 2)).containsExactly(0L, 1L);
    }

    @Test
    void findsNothingForAnExplanationOfAnotherVersionThanWasCompared() {
        ComparedBuffer buffer = new ComparedBuffer(2, Long.MAX_VALUE);
        LiveRecord record = LiveRecords.molecule(0, "m");
        buffer.compared(List.of(LiveRecords.compared(record)));

        LiveRecord byOther = LiveRecord.explained(
                record.origin(),
                0,
                record.request(),
                new ExplainedRequest(
                        new ExplainerIdentity("esol", 2, "12".repeat(32), "cd".repeat(32)),
                        Reservations.NONE,
                        record.explained().value()));

        assertThat(buffer.find(byOther)).isEmpty();
        assertThat(buffer.find(LiveRecords.refused(0, "{"))).isEmpty();
    }

    private static void add(ComparedBuffer buffer, long from, long to) {
        LongStream.range(from, to)
                .forEach(offset -> buffer.compared(List.of(LiveRecords.compared(LiveRecords.molecule(offset, "m")))));
    }

    private static List<Long> found(ComparedBuffer buffer, long from, long to) {
        return LongStream.range(from, to)
                .filter(offset -> buffer.find(LiveRecords.molecule(offset, "m")).isPresent())
                .boxed()
                .toList();
    }
}
