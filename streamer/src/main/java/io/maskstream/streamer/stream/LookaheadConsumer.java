package io.maskstream.streamer.stream;

import io.maskstream.streamer.explain.Lookahead;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Main consumer of a stream thread. It returns only records that the {@link Lookahead} has decided on; records that
 * were not reached in time are fetched again by the next poll. Therefore nothing slow happens between two records of
 * the topology, where a transaction is open.
 */
public final class LookaheadConsumer extends KafkaConsumer<byte[], byte[]> {

    private final Lookahead lookahead;

    /** @param settings settings of the consumer */
    public LookaheadConsumer(Map<String, Object> settings, Lookahead lookahead) {
        super(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.lookahead = lookahead;
    }

    @Override
    public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        lookahead.forwarded();
        ConsumerRecords<byte[], byte[]> polled = super.poll(timeout);
        if (polled.isEmpty()) {
            return polled;
        }
        List<ConsumerRecord<byte[], byte[]>> records = inTurns(polled);
        int reached = lookahead.explain(records);
        return reached == records.size() ? polled : putBack(polled, records.subList(reached, records.size()));
    }

    /** Takes one record of each partition in turn, so that no partition has to wait behind a slow one for ever. */
    private static List<ConsumerRecord<byte[], byte[]>> inTurns(ConsumerRecords<byte[], byte[]> polled) {
        List<List<ConsumerRecord<byte[], byte[]>>> partitions =
                polled.partitions().stream().map(polled::records).toList();
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>(polled.count());
        for (int i = 0; records.size() < polled.count(); i++) {
            for (List<ConsumerRecord<byte[], byte[]>> partition : partitions) {
                if (i < partition.size()) {
                    records.add(partition.get(i));
                }
            }
        }
        return records;
    }

    /** Removes the last records of some partitions from a poll, and seeks back so that the next poll returns them. */
    private ConsumerRecords<byte[], byte[]> putBack(
            ConsumerRecords<byte[], byte[]> polled, List<ConsumerRecord<byte[], byte[]>> unreached) {
        Map<TopicPartition, ConsumerRecord<byte[], byte[]>> next = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : unreached) {
            next.putIfAbsent(new TopicPartition(record.topic(), record.partition()), record);
        }
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> kept = new LinkedHashMap<>();
        Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>(polled.nextOffsets());
        for (TopicPartition partition : polled.partitions()) {
            ConsumerRecord<byte[], byte[]> first = next.get(partition);
            List<ConsumerRecord<byte[], byte[]>> records = polled.records(partition);
            if (first == null) {
                kept.put(partition, records);
                continue;
            }
            var position = new OffsetAndMetadata(first.offset(), first.leaderEpoch(), "");
            seek(partition, position);
            positions.put(partition, position);
            List<ConsumerRecord<byte[], byte[]>> before = records.subList(0, records.indexOf(first));
            if (!before.isEmpty()) {
                kept.put(partition, before);
            }
        }
        return new ConsumerRecords<>(kept, positions);
    }
}
