package io.maskstream.streamer.live;

import io.maskstream.schemas.record.RequestReader;
import io.maskstream.schemas.record.UnreadableRecordException;
import io.maskstream.streamer.explain.RecordOrigin;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Publishes requests from the page, to a partition that this streamer reads itself, because it never sees the
 * explanations of other streamers. Safe for use by several threads.
 */
public final class RequestForm implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final KafkaProducer<byte[], byte[]> producer;
    private final String topic;
    private final Supplier<Set<Integer>> partitions;
    private final RequestReader reader;
    private final int largestBytes;

    /** Kafka did not accept a request; the message gives the reason. */
    static final class NotPublishedException extends Exception {
        private static final long serialVersionUID = 1L;

        private NotPublishedException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * Publishes to a topic.
     *
     * @param producer settings of the producer
     * @param partitions returns the partitions of the topic that this streamer reads now
     * @param largestBytes maximum size of a request
     */
    public RequestForm(
            Map<String, Object> producer,
            String topic,
            Supplier<Set<Integer>> partitions,
            RequestReader reader,
            int largestBytes) {
        this.producer = new KafkaProducer<>(producer, new ByteArraySerializer(), new ByteArraySerializer());
        this.topic = topic;
        this.partitions = partitions;
        this.reader = reader;
        this.largestBytes = largestBytes;
    }

    int largestBytes() {
        return largestBytes;
    }

    /**
     * Publishes a request and waits until the broker has it.
     *
     * @param value value for the topic
     * @return where the request is on the topic
     * @throws UnreadableRecordException if it is not a request; whether it can be explained is decided by the stream
     */
    RecordOrigin publish(byte[] value) throws NotPublishedException, InterruptedException {
        reader.read(value);
        return publish(partition(-1), null, List.of(), value);
    }

    /** Publishes the record of a dead letter again, with its key and headers, and waits until the broker has it. */
    RecordOrigin replay(LiveRecord letter) throws NotPublishedException, InterruptedException {
        return publish(partition(letter.origin().partition()), letter.key(), letter.headers(), letter.request());
    }

    /** Returns a partition that this streamer reads: the one asked for, if possible. */
    private int partition(int asked) throws NotPublishedException {
        Set<Integer> own = partitions.get();
        if (own.isEmpty()) {
            throw new NotPublishedException(
                    "This streamer reads no partition of " + topic
                            + " now, so it would not see the explanation. Try again in a moment.",
                    null);
        }
        return own.contains(asked) ? asked : Collections.min(own);
    }

    private RecordOrigin publish(int partition, byte[] key, List<Header> headers, byte[] value)
            throws NotPublishedException, InterruptedException {
        try {
            RecordMetadata taken = producer.send(new ProducerRecord<>(topic, partition, key, value, headers))
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return new RecordOrigin(taken.topic(), taken.partition(), taken.offset());
        } catch (ExecutionException e) {
            throw new NotPublishedException(
                    "Kafka did not accept the request: " + e.getCause().getMessage(), e);
        } catch (KafkaException e) {
            throw new NotPublishedException("Kafka did not accept the request: " + e.getMessage(), e);
        } catch (TimeoutException e) {
            throw new NotPublishedException("Kafka does not answer.", e);
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ZERO);
    }
}
