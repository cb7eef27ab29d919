package io.maskstream.streamer.audit;

import io.maskstream.streamer.kafka.GrouplessConsumer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads ranges of a topic, one partition after the other: only committed records, in no consumer group. The topic ends
 * where it ended when this was opened. To be used by one thread.
 */
final class TopicRange implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Images are large, so only this many records are held in memory at a time. */
    private static final int RECORDS_A_POLL = 100;

    private final String topic;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final SortedMap<Integer, Long> beginnings = new TreeMap<>();
    private final SortedMap<Integer, Long> ends = new TreeMap<>();

    /**
     * Connects to the brokers.
     *
     * @param settings settings of the consumer
     * @param topic topic, which must exist
     * @throws KafkaException if the brokers do not answer or refuse the request
     */
    TopicRange(Map<String, Object> settings, String topic) {
        this.topic = topic;
        Map<String, Object> own = new HashMap<>(GrouplessConsumer.settings(settings));
        own.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, RECORDS_A_POLL);
        consumer = new KafkaConsumer<>(own, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        try {
            List<TopicPartition> partitions = consumer.partitionsFor(topic, PATIENCE).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.beginningOffsets(partitions, PATIENCE)
                    .forEach((partition, offset) -> beginnings.put(partition.partition(), offset));
            consumer.endOffsets(partitions, PATIENCE)
                    .forEach((partition, offset) -> ends.put(partition.partition(), offset));
        } catch (KafkaException e) {
            consumer.close();
            throw e;
        }
    }

    /** Returns the first offset of each partition. */
    SortedMap<Integer, Long> beginnings() {
        return beginnings;
    }

    /** Returns the offset after the last one, for each partition. */
    SortedMap<Integer, Long> ends() {
        return ends;
    }

    /** Returns for each partition the first offset with a timestamp at or after a time; its end if there is none. */
    SortedMap<Integer, Long> from(Instant time) {
        Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(
                ends.keySet().stream().collect(Collectors.toMap(this::partition, partition -> time.toEpochMilli())),
                PATIENCE);
        SortedMap<Integer, Long> offsets = new TreeMap<>();
        ends.forEach((number, end) -> {
            OffsetAndTimestamp first = found.get(partition(number));
            offsets.put(number, first == null ? end : Math.min(end, first.offset()));
        });
        return offsets;
    }

    private TopicPartition partition(int number) {
        return new TopicPartition(topic, number);
    }

    /**
     * Reads a range of a partition.
     *
     * @param action receives the records of each poll, at least one
     * @throws KafkaException if the brokers refuse the request, or return nothing for half a minute
     */
    void read(int number, long start, long end, Consumer<List<ConsumerRecord<byte[], byte[]>>> action) {
        if (start >= end) {
            return;
        }
        TopicPartition partition = partition(number);
        consumer.assign(List.of(partition));
        consumer.seek(partition, start);
        long lastProgress = System.nanoTime();
        // Transaction markers take offsets as well, so the last record may come before the end.
        for (long position = start; position < end; ) {
            List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                if (record.offset() < end) {
                    records.add(record);
                }
            }
            long reached = consumer.position(partition, PATIENCE);
            if (!records.isEmpty()) {
                action.accept(records);
            }
            if (reached > position) {
                lastProgress = System.nanoTime();
                position = reached;
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
