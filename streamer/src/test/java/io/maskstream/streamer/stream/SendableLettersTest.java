package io.maskstream.streamer.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskstream.streamer.explain.RecordOrigin;
import io.maskstream.streamer.kafka.KnownLimits;
import io.maskstream.streamer.kafka.RecordSize;
import io.maskstream.streamer.kafka.TopicLimits;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class SendableLettersTest {

    private static final int LIMIT = 1000;

    private static final RecordOrigin ORIGIN = new RecordOrigin("requests", 0, 7);
    private static final Clock NOW = Clock.fixed(Instant.ofEpochMilli(100), ZoneOffset.UTC);

    private final SendableLetters sendable = new SendableLetters(
            new KnownLimits(TopicLimits.ofProducer("dlq", LIMIT).withTimestamps(60, 10)), NOW);

    @Test
    void leavesALetterAloneThatFits() {
        ProducerRecord<byte[], byte[]> letter = letter(10, 100, 10);
        assertThat(sendable.of(letter, ORIGIN)).isSameAs(letter);
    }

    @Test
    void leavesOutAValueThatIsTooLarge() {
        ProducerRecord<byte[], byte[]> trimmed = sendable.of(letter(10, 1000, 10), ORIGIN);
        assertThat(trimmed.value()).isNull();
        assertThat(trimmed.key()).hasSize(10);
        assertThat(trimmed.timestamp()).isEqualTo(42);
        assertThat(names(trimmed))
                .containsExactly(
                        "trace", "__streams.errors.message", "maskstream.reason", "maskstream.omitted.value.bytes");
        assertThat(trimmed.headers()
                        .lastHeader("maskstream.omitted.value.bytes")
                        .value())
                .isEqualTo("1000".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void leavesOutKeyAndThePublishersHeadersIfThatIsNotEnough() {
        for (ProducerRecord<byte[], byte[]> letter : List.of(letter(1000, 10, 10), letter(10, 10, 1000))) {
            ProducerRecord<byte[], byte[]> trimmed = sendable.of(letter, ORIGIN);
            assertThat(trimmed.key()).isNull();
            assertThat(names(trimmed))
                    .containsExactly("__streams.errors.message", "maskstream.reason", "maskstream.omitted.value.bytes");
            assertThat(RecordSize.of(trimmed.key(), trimmed.value(), trimmed.headers()))
                    .isLessThan(LIMIT);
        }
    }

    @Test
    void givesALetterTheTimeOfNowIfTheTopicDoesNotTakeItsOwn() {
        for (long timestamp : new long[] {111, 39}) {
            ProducerRecord<byte[], byte[]> sent = sendable.of(letter(10, 100, 10, timestamp), ORIGIN);
            assertThat(sent.timestamp()).isEqualTo(100);
            assertThat(sent.value()).hasSize(100);
            assertThat(new String(
                            sent.headers().lastHeader("maskstream.timestamp").value(), StandardCharsets.UTF_8))
                    .isEqualTo(Long.toString(timestamp));
        }
        for (long timestamp : new long[] {110, 40}) {
            assertThat(sendable.of(letter(10, 100, 10, timestamp), ORIGIN).timestamp())
                    .isEqualTo(timestamp);
        }
    }

    @Test
    void givesALetterItsOriginForAKeyWhereTheTopicTakesNoneWithout() {
        SendableLetters compacted = new SendableLetters(
                new KnownLimits(TopicLimits.ofProducer("dlq", LIMIT).withKeys()), NOW);
        var letter = new ProducerRecord<byte[], byte[]>("dlq", null, 42L, null, new byte[10]);
        assertThat(compacted.of(letter, ORIGIN).key()).isEqualTo("requests-0@7".getBytes(StandardCharsets.UTF_8));
        assertThat(compacted.of(letter(10, 10, 1000), ORIGIN).key())
                .isEqualTo("requests-0@7".getBytes(StandardCharsets.UTF_8));
        assertThat(compacted.of(letter(10, 10, 10), ORIGIN).key()).hasSize(10);
    }

    private static ProducerRecord<byte[], byte[]> letter(int key, int value, int header) {
        return letter(key, value, header, 42);
    }

    private static ProducerRecord<byte[], byte[]> letter(int key, int value, int header, long timestamp) {
        var letter = new ProducerRecord<>("dlq", null, timestamp, new byte[key], new byte[value]);
        letter.headers()
                .add("trace", new byte[header])
                .add("__streams.errors.message", new byte[50])
                .add("maskstream.reason", new byte[5]);
        return letter;
    }

    private static List<String> names(ProducerRecord<?, ?> letter) {
        List<String> names = new ArrayList<>();
        letter.headers().forEach(header -> names.add(header.key()));
        return names;
    }
}
