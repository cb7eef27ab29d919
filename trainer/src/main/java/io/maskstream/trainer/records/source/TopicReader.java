package io.maskstream.trainer.records.source;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
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
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads the committed records of a topic without a consumer group and without committing offsets. The end of the topic
 * is its end at the creation of the reader.
 */
final class TopicReader implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Brokers that do not respond within this time are considered unavailable. */
    private static final Duration FIRST_ANSWER = Duration.ofSeconds(8);

    /** Limits memory, because images are large. */
    private static final int RECORDS_A_POLL = 100;

    private final String topic;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final SortedMap<Integer, OffsetRanges.Range> all = new TreeMap<>();

    /**
     * Connects to the brokers.
     *
     * @param settings settings of the consumer
     * @throws IOException if there is no such topic
     * @throws KafkaException if the brokers do not respond or deny access
     */
    TopicReader(Map<String, Object> settings, String topic) throws IOException {
        this.topic = topic;
        consumer = new KafkaConsumer<>(own(settings), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        try {
            List<PartitionInfo> infos = infos(settings);
            if (infos == null || infos.isEmpty()) {
                throw new IOException("There is no topic " + topic + " at "
                        + settings.get(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG)
                        + ": check the name after topic:, or create it.");
            }
            List<TopicPartition> partitions = infos.stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            Map<TopicPartition, Long> starts = consumer.beginningOffsets(partitions, PATIENCE);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, PATIENCE);
            starts.forEach((partition, start) ->
                    all.put(partition.partition(), new OffsetRanges.Range(start, ends.get(partition))));
        } catch (IOException | KafkaException e) {
            consumer.close();
            throw e;
        }
    }

    private List<PartitionInfo> infos(Map<String, Object> settings) throws IOException {
        try {
            return consumer.partitionsFor(topic, FIRST_ANSWER);
        } catch (TimeoutException e) {
            throw new IOException(
                    "The topic " + topic + " cannot be read: no broker at "
                            + settings.get(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG) + " responded within "
                            + FIRST_ANSWER.toSeconds()
                            + " s; check --bootstrap-servers, and that the brokers are running.",
                    e);
        }
    }

    private static Map<String, Object> own(Map<String, Object> settings) {
        Map<String, Object> own = new HashMap<>(settings);
        own.remove(ConsumerConfig.GROUP_ID_CONFIG);
        own.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
        own.remove(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG);
        own.remove(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG);
        own.remove(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG);
        own.putIfAbsent(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, RECORDS_A_POLL);
        own.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        own.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        own.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        // If part of a range has been deleted, reading must fail instead of skipping records.
        own.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        return own;
    }

    /** Returns the whole topic: from the first offset of each partition to its end. */
    OffsetRanges all() {
        return new OffsetRanges(all);
    }

    /** Returns the ranges from the first record of each partition with at least that timestamp to the end. */
    OffsetRanges since(Instant time) {
        Map<TopicPartition, Long> times = all.keySet().stream()
                .collect(Collectors.toMap(
                        partition -> new TopicPartition(topic, partition), partition -> time.toEpochMilli()));
        SortedMap<Integer, OffsetRanges.Range> since = new TreeMap<>();
        for (Map.Entry<TopicPartition, OffsetAndTimestamp> found :
                consumer.offsetsForTimes(times, PATIENCE).entrySet()) {
            long end = all.get(found.getKey().partition()).end();
            long start = found.getValue() == null
                    ? end
                    : Math.min(end, found.getValue().offset());
            since.put(found.getKey().partition(), new OffsetRanges.Range(start, end));
        }
        return new OffsetRanges(since);
    }

    /**
     * Reads a part of the topic, one partition after the other.
     *
     * @param partitions partitions of {@code ranges} to read
     * @throws RecordsGoneException if some of the records are not, or no longer, in the topic
     * @throws IOException if there is no such partition
     * @throws KafkaException if the brokers deny access or return nothing for some time
     */
    void read(OffsetRanges ranges, Collection<Integer> partitions, Consumer<ConsumerRecord<byte[], byte[]>> action)
            throws IOException {
        for (int partition : partitions) {
            OffsetRanges.Range range = ranges.byPartition().get(partition);
            requirePresent(partition, range);
            try {
                read(new TopicPartition(topic, partition), range, action);
            } catch (OffsetOutOfRangeException e) {
                throw gone(partition, range, e);
            }
        }
    }

    private void requirePresent(int partition, OffsetRanges.Range range) throws IOException {
        OffsetRanges.Range present = all.get(partition);
        if (present == null) {
            throw new IOException("The topic " + topic + " has no partition " + partition + ", which --offsets names.");
        }
        if (range.start() < range.end() && (range.start() < present.start() || range.end() > present.end())) {
            throw gone(partition, range, null);
        }
    }

    private RecordsGoneException gone(int partition, OffsetRanges.Range range, Exception cause) {
        return new RecordsGoneException(
                "The topic " + topic + " does not contain all records of partition " + partition + " from offset "
                        + range.start() + " to " + range.end()
                        + " (deleted, or not written yet): start again with the records that it has.",
                cause);
    }

    private void read(
            TopicPartition partition, OffsetRanges.Range range, Consumer<ConsumerRecord<byte[], byte[]>> action) {
        if (range.start() >= range.end()) {
            return;
        }
        consumer.assign(List.of(partition));
        consumer.seek(partition, range.start());
        long lastProgress = System.nanoTime();
        // Transaction markers also occupy offsets, so the last record may be before the end of the range.
        long position = range.start();
        while (position < range.end()) {
            for (ConsumerRecord<byte[], byte[]> polled : consumer.poll(POLL)) {
                if (polled.offset() < range.end()) {
                    action.accept(polled);
                }
            }
            long reached = consumer.position(partition, PATIENCE);
            if (reached > position) {
                lastProgress = System.nanoTime();
                position = reached;
            }
            if (System.nanoTime() - lastProgress > PATIENCE.toNanos()) {
                throw new TimeoutException("the topic " + topic + " returned no records for " + PATIENCE.toSeconds()
                        + " s although its end was not reached");
            }
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
