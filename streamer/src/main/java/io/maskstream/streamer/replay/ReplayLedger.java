package io.maskstream.streamer.replay;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Uuid;

/**
 * Records which dead letters were replayed, with an entry for each partition of each transaction, on a separate topic.
 * A consumer group could not do this: it has one offset per partition, but a filter leaves dead letters between the
 * replayed ones that a later run may select.
 *
 * <p>The key of an entry is {@code topic id/partition/first offset}. It contains the topic's id because offsets start
 * again when a topic is deleted and recreated. The value lists the offsets: {@code 3,5-9}.
 */
final class ReplayLedger {

    private final Uuid topicId;
    private final TopicScan letters;
    private final List<BitSet> replayed = new ArrayList<>();

    /**
     * Creates an empty ledger.
     *
     * @param topicId id of the dead-letter topic
     * @param letters the scan of that topic; offsets before its beginning are forgotten
     */
    ReplayLedger(Uuid topicId, TopicScan letters) {
        this.topicId = topicId;
        this.letters = letters;
        for (int i = 0; i < letters.partitions(); i++) {
            replayed.add(new BitSet());
        }
    }

    /** Reads entries from the ledger's topic, and skips those of other dead-letter topics. */
    void read(Collection<ConsumerRecord<byte[], byte[]>> entries) {
        for (ConsumerRecord<byte[], byte[]> entry : entries) {
            String[] key = new String(entry.key(), StandardCharsets.UTF_8).split("/");
            if (!key[0].equals(topicId.toString())) {
                continue;
            }
            for (String range : new String(entry.value(), StandardCharsets.UTF_8).split(",")) {
                String[] bounds = range.split("-");
                add(Integer.parseInt(key[1]), Long.parseLong(bounds[0]), Long.parseLong(bounds[bounds.length - 1]));
            }
        }
    }

    private void add(int partition, long first, long last) {
        long beginning = letters.beginning(partition);
        if (last >= beginning) {
            replayed.get(partition)
                    .set(
                            Math.toIntExact(Math.max(first, beginning) - beginning),
                            Math.toIntExact(last - beginning + 1));
        }
    }

    boolean has(DeadLetter letter) {
        return replayed.get(letter.partition()).get(index(letter));
    }

    private int index(DeadLetter letter) {
        return Math.toIntExact(letter.offset() - letters.beginning(letter.partition()));
    }

    /** Returns the entries that record some dead letters as replayed. */
    List<ProducerRecord<byte[], byte[]>> entries(String topic, Collection<DeadLetter> now) {
        Map<Integer, BitSet> byPartition = new TreeMap<>();
        for (DeadLetter letter : now) {
            byPartition
                    .computeIfAbsent(letter.partition(), partition -> new BitSet())
                    .set(index(letter));
        }
        List<ProducerRecord<byte[], byte[]>> entries = new ArrayList<>();
        byPartition.forEach((partition, offsets) -> {
            long beginning = letters.beginning(partition);
            List<String> ranges = new ArrayList<>();
            for (int from = offsets.nextSetBit(0); from >= 0; ) {
                int to = offsets.nextClearBit(from) - 1;
                ranges.add((from + beginning) + (to == from ? "" : "-" + (to + beginning)));
                from = offsets.nextSetBit(to + 1);
            }
            String key = topicId + "/" + partition + "/" + (offsets.nextSetBit(0) + beginning);
            entries.add(new ProducerRecord<>(
                    topic,
                    key.getBytes(StandardCharsets.UTF_8),
                    String.join(",", ranges).getBytes(StandardCharsets.UTF_8)));
        });
        return entries;
    }
}
