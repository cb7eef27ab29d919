package io.maskstream.streamer.stream;

import io.maskstream.streamer.explain.RecordOrigin;
import io.maskstream.streamer.kafka.KnownLimits;
import io.maskstream.streamer.kafka.RecordSize;
import io.maskstream.streamer.kafka.TopicLimits;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Keeps dead letters within the limits of their topic. A record that just fitted on the requests topic, or fitted when
 * compressed, may be too large with the headers of a dead letter, and the two topics may accept different timestamps. A
 * refusal by the producer or the broker would stop the stream, over and over.
 */
public final class SendableLetters {

    /**
     * Header of a dead letter without its value: the size of the value in bytes. The original is found by topic and
     * offset.
     */
    public static final String OMITTED_HEADER = "maskstream.omitted.value.bytes";

    /**
     * Header of a dead letter whose timestamp was replaced: the timestamp of its record, in milliseconds since 1970.
     */
    public static final String TIMESTAMP_HEADER = "maskstream.timestamp";

    private static final List<String> KEPT_HEADERS = List.of(
            "__streams.errors.exception",
            "__streams.errors.message",
            "__streams.errors.topic",
            "__streams.errors.partition",
            "__streams.errors.offset",
            DeadLetterHandler.REASON_HEADER,
            OMITTED_HEADER,
            TIMESTAMP_HEADER);

    private final KnownLimits known;
    private final Clock clock;

    SendableLetters(KnownLimits known, Clock clock) {
        this.known = known;
        this.clock = clock;
    }

    /**
     * Returns the letter unchanged if it fits; otherwise without its value; otherwise also without its key and the
     * publisher's headers. Its timestamp becomes the current time if the topic does not accept that of the record, and
     * its key becomes the origin of the record if the topic requires a key and there is none.
     */
    ProducerRecord<byte[], byte[]> of(ProducerRecord<byte[], byte[]> letter, RecordOrigin origin) {
        TopicLimits limits = known.now();
        boolean timely =
                limits.refusesTimestamp(letter.timestamp(), clock.millis()).isEmpty();
        ProducerRecord<byte[], byte[]> whole = withKey(timely ? letter : ofNow(letter), limits, origin);
        if (fits(whole, limits)) {
            return whole;
        }
        noteOmitted(whole);
        ProducerRecord<byte[], byte[]> withoutValue =
                copy(whole, whole.timestamp(), whole.key(), null, whole.headers());
        return fits(withoutValue, limits) ? withoutValue : withKey(withoutAll(whole), limits, origin);
    }

    private static ProducerRecord<byte[], byte[]> withKey(
            ProducerRecord<byte[], byte[]> letter, TopicLimits limits, RecordOrigin origin) {
        if (limits.refusesKey(letter.key()).isEmpty()) {
            return letter;
        }
        byte[] key = origin.toString().getBytes(StandardCharsets.UTF_8);
        return copy(letter, letter.timestamp(), key, letter.value(), letter.headers());
    }

    private ProducerRecord<byte[], byte[]> ofNow(ProducerRecord<byte[], byte[]> letter) {
        letter.headers().add(TIMESTAMP_HEADER, Long.toString(letter.timestamp()).getBytes(StandardCharsets.UTF_8));
        return copy(letter, clock.millis(), letter.key(), letter.value(), letter.headers());
    }

    private static void noteOmitted(ProducerRecord<byte[], byte[]> letter) {
        int omitted = letter.value() == null ? 0 : letter.value().length;
        letter.headers().add(OMITTED_HEADER, Integer.toString(omitted).getBytes(StandardCharsets.UTF_8));
    }

    private static ProducerRecord<byte[], byte[]> withoutAll(ProducerRecord<byte[], byte[]> letter) {
        var headers = new RecordHeaders();
        for (String name : KEPT_HEADERS) {
            Header header = letter.headers().lastHeader(name);
            if (header != null) {
                headers.add(header);
            }
        }
        return copy(letter, letter.timestamp(), null, null, headers);
    }

    private static ProducerRecord<byte[], byte[]> copy(
            ProducerRecord<byte[], byte[]> letter, Long timestamp, byte[] key, byte[] value, Headers headers) {
        return new ProducerRecord<>(letter.topic(), letter.partition(), timestamp, key, value, headers);
    }

    private static boolean fits(ProducerRecord<byte[], byte[]> letter, TopicLimits limits) {
        return limits.refusesSize(RecordSize.of(letter.key(), letter.value(), letter.headers()))
                .isEmpty();
    }
}
