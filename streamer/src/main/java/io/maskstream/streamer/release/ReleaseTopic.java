package io.maskstream.streamer.release;

import io.maskstream.streamer.kafka.GrouplessConsumer;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * The releases topic, read from its beginning and in no consumer group, so that every instance sees all releases. To be
 * used by one thread at a time, except for {@link #wakeUp}.
 */
public final class ReleaseTopic implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(200);

    private final String topic;
    private final Duration patience;
    private final KafkaConsumer<String, byte[]> consumer;
    private List<TopicPartition> partitions = List.of();

    /**
     * Connects to the brokers.
     *
     * @param settings settings of the consumer
     * @param patience how long a broker may take to answer
     * @throws KafkaException if a setting is invalid
     */
    public ReleaseTopic(Map<String, Object> settings, String topic, Duration patience) {
        this.topic = topic;
        this.patience = patience;
        this.consumer = new KafkaConsumer<>(
                GrouplessConsumer.settings(settings), new StringDeserializer(), new ByteArrayDeserializer());
    }

    /**
     * Looks for the topic, unless it was found before.
     *
     * @return whether it exists
     * @throws KafkaException if the brokers do not answer or refuse the request
     */
    public boolean find() {
        if (partitions.isEmpty()) {
            partitions = describe();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
        }
        return !partitions.isEmpty();
    }

    private List<TopicPartition> describe() {
        try {
            return consumer.partitionsFor(topic, patience).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
        } catch (UnknownTopicOrPartitionException e) {
            return List.of();
        }
    }

    /**
     * Reads everything that is on the topic now.
     *
     * @param names names of the relevant explainers; all others are skipped
     * @return the last release of each explainer, by name; null for one that was withdrawn
     * @throws KafkaException if the brokers do not answer in time or refuse the request
     */
    public Map<String, byte[]> readToEnd(Collection<String> names) {
        Map<String, byte[]> releases = new LinkedHashMap<>();
        if (!find()) {
            return releases;
        }
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, patience);
        long deadline = System.nanoTime() + patience.toNanos();
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey(), patience) < end.getValue())) {
            if (System.nanoTime() - deadline > 0) {
                throw new TimeoutException(
                        "the topic " + topic + " was not read to its end within " + patience.toSeconds() + " s");
            }
            releases.putAll(poll(POLL));
            releases.keySet().retainAll(names);
        }
        return releases;
    }

    /**
     * Waits for releases. The topic must have been found.
     *
     * @return the new releases, in the form of {@link #readToEnd}; empty if there are none
     * @throws org.apache.kafka.common.errors.WakeupException after {@link #wakeUp}
     * @throws KafkaException if the brokers refuse the request
     */
    Map<String, byte[]> poll(Duration time) {
        Map<String, byte[]> releases = new LinkedHashMap<>();
        for (ConsumerRecord<String, byte[]> record : consumer.poll(time)) {
            releases.put(record.key(), record.value());
        }
        return releases;
    }

    /** Ends a {@link #poll} of another thread. */
    void wakeUp() {
        consumer.wakeup();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
