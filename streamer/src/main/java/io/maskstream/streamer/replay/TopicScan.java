package io.maskstream.streamer.replay;

import io.maskstream.streamer.kafka.GrouplessConsumer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads what is committed on a topic when the scan starts, from its beginning and in no consumer group. */
final class TopicScan implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String topic;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<TopicPartition, Long> beginnings;
    private final Map<TopicPartition, Long> ends;

    /**
     * Connects to the brokers and notes where the topic ends.
     *
     * @param settings settings of the consumer
     * @param topic topic, which must exist
     * @throws KafkaException if the brokers do not answer or refuse the request
     */
    TopicScan(Map<String, Object> settings, String topic) {
        this.topic = topic;
        consumer = new KafkaConsumer<>(
                GrouplessConsumer.settings(settings), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        try {
            List<TopicPartition> partitions = consumer.partitionsFor(topic, PATIENCE).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            beginnings = consumer.beginningOffsets(partitions, PATIENCE);
            ends = consumer.endOffsets(partitions, PATIENCE);
        } catch (KafkaException e) {
            consumer.close();
            throw e;
        }
    }

    /** Returns the first offset of a partition. */
    long beginning(int partition) {
        return beginnings.get(new TopicPartition(topic, partition));
    }

    /** Returns the number of partitions of the topic. */
    int partitions() {
        return beginnings.size();
    }

    /**
     * Reads to the end.
     *
     * @param action receives the records of each poll, at least one
     * @throws KafkaException if the brokers refuse the request, or return nothing for half a minute
     */
    void read(Consumer<List<ConsumerRecord<byte[], byte[]>>> action) {
        long lastProgress = System.nanoTime();
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey(), PATIENCE) < end.getValue())) {
            List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                lastProgress = System.nanoTime();
                // Records after the end were published after the scan started.
                if (record.offset() < ends.get(new TopicPartition(topic, record.partition()))) {
                    records.add(record);
                }
            }
            if (!records.isEmpty()) {
                action.accept(records);
                lastProgress = System.nanoTime();
            }
            if (System.nanoTime() - lastProgress > PATIENCE.toNanos()) {
                throw new TimeoutException(
                        "the topic " + topic + " returned nothing for " + PATIENCE.toSeconds() + " s, before its end");
            }
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
