package io.maskstream.streamer.deadletters;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskstream.streamer.errors.RecordSize;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class OversizedLettersTest {

    private static final int LIMIT = 1000;

    private final OversizedLetters oversized = new OversizedLetters(LIMIT);

    @Test
    void leavesALetterAloneThatFits() {
        ProducerRecord<byte[], byte[]> letter = letter(10, 100, 10);
        assertThat(oversized.trimmed(letter)).isSameAs(letter);
    }

    @Test
    void leavesOutAValueThatIsTooLarge() {
        ProducerRecord<byte[], byte[]> trimmed = oversized.trimmed(letter(10, 1000, 10));
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
            ProducerRecord<byte[], byte[]> trimmed = oversized.trimmed(letter);
            assertThat(trimmed.key()).isNull();
            assertThat(names(trimmed))
                    .containsExactly("__streams.errors.message", "maskstream.reason", "maskstream.omitted.value.bytes");
            assertThat(RecordSize.of(trimmed.key(), trimmed.value(), trimmed.headers()))
                    .isLessThan(LIMIT);
        }
    }

    private static ProducerRecord<byte[], byte[]> letter(int key, int value, int header) {
        var letter = new ProducerRecord<>("dlq", null, 42L, new byte[key], new byte[value]);
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
