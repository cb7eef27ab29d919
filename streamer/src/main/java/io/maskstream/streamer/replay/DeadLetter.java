package io.maskstream.streamer.replay;

import io.maskstream.streamer.deadletters.DeadLetterHandler;
import io.maskstream.streamer.deadletters.OversizedLetters;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;

/** A record of the dead-letter topic: what was published, and why it could not be explained. */
public final class DeadLetter {

    /** What {@link #reason} gives for a letter that Kafka Streams wrote without the streamer. */
    public static final String NO_REASON = "none";

    /** What a letter has more than the record that was published. */
    private static final Set<String> HEADERS = Set.of(
            "__streams.errors.exception",
            "__streams.errors.message",
            "__streams.errors.stacktrace",
            "__streams.errors.topic",
            "__streams.errors.partition",
            "__streams.errors.offset",
            DeadLetterHandler.REASON_HEADER);

    private final ConsumerRecord<byte[], byte[]> letter;

    DeadLetter(ConsumerRecord<byte[], byte[]> letter) {
        this.letter = letter;
    }

    int partition() {
        return letter.partition();
    }

    long offset() {
        return letter.offset();
    }

    /** The value that was published; may be null. */
    public byte[] value() {
        return letter.value();
    }

    /** Why, in a word: {@code unknown_explainer}. */
    public String reason() {
        Header header = letter.headers().lastHeader(DeadLetterHandler.REASON_HEADER);
        return header == null ? NO_REASON : new String(header.value(), StandardCharsets.UTF_8);
    }

    /** Whether it has the value that was published, and not just its size. */
    boolean isWhole() {
        return letter.value() != null || letter.headers().lastHeader(OversizedLetters.OMITTED_HEADER) == null;
    }

    /** The record as it was published, but for its timestamp: an old one might outlive the topic's retention. */
    ProducerRecord<byte[], byte[]> asPublished(String topic) {
        return new ProducerRecord<>(topic, null, letter.key(), letter.value(), publishedHeaders());
    }

    /**
     * Without the last of each header of a dead letter: earlier ones of the same name are the publisher's, who may
     * himself have republished a dead letter of another application.
     */
    private List<Header> publishedHeaders() {
        Deque<Header> published = new ArrayDeque<>();
        Set<String> seen = new HashSet<>();
        List<Header> headers = new ArrayList<>();
        letter.headers().forEach(headers::add);
        for (int i = headers.size() - 1; i >= 0; i--) {
            Header header = headers.get(i);
            if (!HEADERS.contains(header.key()) || !seen.add(header.key())) {
                published.addFirst(header);
            }
        }
        return List.copyOf(published);
    }
}
