package io.maskstream.streamer.deadletters;

import io.maskstream.streamer.errors.RecordSize;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Keeps dead letters within what the producer may send. A record that just fitted onto its topic, or fitted compressed,
 * no longer does with the headers of a dead letter; the producer's refusal would end the stream, again and again.
 */
public final class OversizedLetters {

    /** Header of a letter without its value: how many bytes that had. The original is found by topic and offset. */
    public static final String OMITTED_HEADER = "maskstream.omitted.value.bytes";

    private static final List<String> KEPT_HEADERS = List.of(
            "__streams.errors.exception",
            "__streams.errors.message",
            "__streams.errors.topic",
            "__streams.errors.partition",
            "__streams.errors.offset",
            DeadLetterHandler.REASON_HEADER,
            OMITTED_HEADER);

    private final int largestBytes;

    OversizedLetters(int largestBytes) {
        this.largestBytes = largestBytes;
    }

    /** The letter as it is if it fits; else without its value; else without key and the publisher's headers, too. */
    ProducerRecord<byte[], byte[]> trimmed(ProducerRecord<byte[], byte[]> letter) {
        if (fits(letter)) {
            return letter;
        }
        int omitted = letter.value() == null ? 0 : letter.value().length;
        letter.headers().add(OMITTED_HEADER, Integer.toString(omitted).getBytes(StandardCharsets.UTF_8));
        var withoutValue = new ProducerRecord<byte[], byte[]>(
                letter.topic(), letter.partition(), letter.timestamp(), letter.key(), null, letter.headers());
        if (fits(withoutValue)) {
            return withoutValue;
        }
        var headers = new RecordHeaders();
        for (String name : KEPT_HEADERS) {
            Header header = letter.headers().lastHeader(name);
            if (header != null) {
                headers.add(header);
            }
        }
        return new ProducerRecord<>(letter.topic(), letter.partition(), letter.timestamp(), null, null, headers);
    }

    private boolean fits(ProducerRecord<byte[], byte[]> letter) {
        return RecordSize.of(letter.key(), letter.value(), letter.headers()) <= largestBytes;
    }
}
