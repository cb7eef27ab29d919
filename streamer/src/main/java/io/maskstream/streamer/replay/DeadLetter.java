package io.maskstream.streamer.replay;

import io.maskstream.streamer.stream.DeadLetterHandler;
import io.maskstream.streamer.stream.SendableLetters;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;

/** A record of the dead-letter topic: what was published, and why it could not be explained. */
public final class DeadLetter {

    /** Result of {@link #reason} for a dead letter that Kafka Streams wrote without the streamer. */
    public static final String NO_REASON = "none";

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

    /** Returns the value that was published; may be null. */
    public byte[] value() {
        return letter.value();
    }

    /** Returns the reason as a word, such as {@code unknown_explainer}. */
    public String reason() {
        Header header = letter.headers().lastHeader(DeadLetterHandler.REASON_HEADER);
        return header == null ? NO_REASON : new String(header.value(), StandardCharsets.UTF_8);
    }

    /** Returns whether it contains the published value, and not only its size. */
    boolean isWhole() {
        return letter.value() != null || letter.headers().lastHeader(SendableLetters.OMITTED_HEADER) == null;
    }

    /**
     * Returns the record as published, except for its timestamp, because an old one might exceed the topic's retention.
     */
    ProducerRecord<byte[], byte[]> asPublished(String topic) {
        return new ProducerRecord<>(
                topic, null, letter.key(), letter.value(), DeadLetterHandler.published(letter.headers()));
    }
}
