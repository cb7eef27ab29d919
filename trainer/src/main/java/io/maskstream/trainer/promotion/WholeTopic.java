package io.maskstream.trainer.promotion;

import io.maskstream.schemas.record.Quotes;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads a topic from its beginning to its current end, and later on to its new end, without a consumer group. */
public final class WholeTopic implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration FIRST_ANSWER = Duration.ofSeconds(8);

    private final String topic;
    private final Object brokers;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;

    /**
     * Connects to the brokers.
     *
     * @param settings client settings, including the bootstrap servers
     * @throws IOException if the brokers do not respond, deny access, or have no such topic
     */
    public WholeTopic(Map<String, Object> settings, String topic) throws IOException {
        this.topic = topic;
        this.brokers = settings.get(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG);
        try {
            consumer = new KafkaConsumer<>(own(settings), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        } catch (KafkaException e) {
            throw unreadable(e);
        }
        try {
            partitions = infos().stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
        } catch (KafkaException e) {
            consumer.close();
            throw unreadable(e);
        } catch (IOException e) {
            consumer.close();
            throw e;
        }
    }

    private List<PartitionInfo> infos() throws IOException {
        try {
            List<PartitionInfo> infos = consumer.partitionsFor(topic, FIRST_ANSWER);
            if (infos != null && !infos.isEmpty()) {
                return infos;
            }
        } catch (UnknownTopicOrPartitionException e) {
            throw missing(e);
        }
        throw missing(null);
    }

    private IOException missing(Exception cause) {
        return new IOException("There is no topic " + topic + " at " + brokers + ".", cause);
    }

    private IOException unreadable(KafkaException e) {
        Throwable reason = e.getCause() == null ? e : e.getCause();
        return new IOException(
                "The topic " + topic + " cannot be read at " + brokers + ": "
                        + Quotes.oneLine(String.valueOf(reason.getMessage())) + ".",
                e);
    }

    private static Map<String, Object> own(Map<String, Object> settings) {
        Map<String, Object> own = new HashMap<>(settings);
        own.remove(ConsumerConfig.GROUP_ID_CONFIG);
        own.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
        own.remove(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG);
        own.remove(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG);
        own.remove(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG);
        own.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        own.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        own.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        // Records that retention has deleted are skipped.
        own.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        return own;
    }

    /**
     * Reads all records that were not read before.
     *
     * @throws IOException if the brokers deny access, or return nothing for some time
     */
    public void readToEnd(Consumer<ConsumerRecord<byte[], byte[]>> action) throws IOException {
        try {
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, PATIENCE);
            long lastProgress = System.nanoTime();
            while (isBefore(ends)) {
                var polled = consumer.poll(POLL);
                polled.forEach(action);
                if (!polled.isEmpty()) {
                    lastProgress = System.nanoTime();
                } else if (System.nanoTime() - lastProgress > PATIENCE.toNanos()) {
                    throw new IOException("The topic " + topic + " at " + brokers + " returned no records for "
                            + PATIENCE.toSeconds() + " s although its end was not reached.");
                }
            }
        } catch (KafkaException e) {
            throw unreadable(e);
        }
    }

    private boolean isBefore(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey(), PATIENCE) < end.getValue());
    }

    @Override
    public void close() {
        consumer.close();
    }
}
