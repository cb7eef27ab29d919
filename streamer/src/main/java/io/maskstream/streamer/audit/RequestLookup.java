package io.maskstream.streamer.audit;

import io.maskstream.streamer.kafka.GrouplessConsumer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Finds requests by partition and offset. If the offsets increase, as they do in the order of explanations, the topic
 * is read only once. To be used by one thread.
 */
final class RequestLookup implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int RECORDS_A_POLL = 100;

    /** Gaps of more than this many records are skipped by seeking instead of reading. */
    private static final long FAR = 10_000;

    private final String topic;
    private final SortedMap<Integer, Long> beginnings;
    private final SortedMap<Integer, Long> ends;
    private final KafkaConsumer<byte[], byte[]> consumer;

    /** Polled records of each partition that have not been returned yet. */
    private final Map<Integer, Deque<ConsumerRecord<byte[], byte[]>>> polled = new HashMap<>();

    /**
     * Connects to the brokers.
     *
     * @param settings settings of the consumer
     * @param requests range of the topic that is considered
     */
    RequestLookup(Map<String, Object> settings, String topic, TopicRange requests) {
        this.topic = topic;
        this.beginnings = requests.beginnings();
        this.ends = requests.ends();
        Map<String, Object> own = new HashMap<>(GrouplessConsumer.settings(settings));
        own.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, RECORDS_A_POLL);
        consumer = new KafkaConsumer<>(own, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = ends.keySet().stream()
                .map(number -> new TopicPartition(topic, number))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        // A paused partition keeps the records that were fetched ahead.
        consumer.pause(partitions);
        ends.keySet().forEach(number -> polled.put(number, new ArrayDeque<>()));
    }

    /**
     * Finds those requests that still exist.
     *
     * @param offsets offsets to find in the partition
     * @return the records by offset
     */
    SortedMap<Long, ConsumerRecord<byte[], byte[]>> find(int number, SortedSet<Long> offsets) {
        SortedMap<Long, ConsumerRecord<byte[], byte[]>> found = new TreeMap<>();
        Deque<ConsumerRecord<byte[], byte[]>> ahead = polled.get(number);
        if (ahead == null) {
            return found;
        }
        TopicPartition partition = new TopicPartition(topic, number);
        for (long offset : offsets.subSet(beginnings.get(number), ends.get(number))) {
            long next = ahead.isEmpty()
                    ? consumer.position(partition, PATIENCE)
                    : ahead.peek().offset();
            if (offset < next || offset - next > FAR) {
                ahead.clear();
                consumer.seek(partition, offset);
            }
            ConsumerRecord<byte[], byte[]> record = upTo(partition, offset, ahead);
            if (record != null) {
                found.put(offset, record);
            }
        }
        return found;
    }

    /** Returns the record at an offset, or null if there is none, and drops all records before it. */
    private ConsumerRecord<byte[], byte[]> upTo(
            TopicPartition partition, long offset, Deque<ConsumerRecord<byte[], byte[]>> ahead) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            while (!ahead.isEmpty() && ahead.peek().offset() < offset) {
                ahead.remove();
            }
            if (!ahead.isEmpty()) {
                return ahead.peek().offset() == offset ? ahead.remove() : null;
            }
            long before = consumer.position(partition, PATIENCE);
            if (before > offset) {
                return null;
            }
            consumer.resume(List.of(partition));
            consumer.poll(POLL).records(partition).forEach(ahead::add);
            consumer.pause(List.of(partition));
            if (consumer.position(partition, PATIENCE) > before) {
                deadline = System.nanoTime() + PATIENCE.toNanos();
            } else if (System.nanoTime() - deadline > 0) {
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
