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
 * Main consumer of a stream thread. It hands over what the {@link Lookahead} has decided on, and nothing else: records that
 * this did not reach in its time are fetched again by the next poll. So nothing slow ever happens between two records of the
 * topology, where a transaction is open.
 */
public final class LookaheadConsumer extends KafkaConsumer<byte[], byte[]> {

    private final Lookahead lookahead;

    /** @param settings of the consumer */
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

    /** One of each partition at a time, so that none of them waits for ever behind one that takes long. */
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

    /** What is left of a poll without some last records of its partitions, which the next one will bring. */
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
