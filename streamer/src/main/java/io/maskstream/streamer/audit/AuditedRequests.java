package io.maskstream.streamer.audit;

import java.time.Instant;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;

/**
 * The requests that are audited, with one bit for each that tells whether it has an answer. To be used by one thread.
 */
final class AuditedRequests {

    private final TopicRange requests;
    private final AuditWindow from;
    private final Optional<AuditWindow> to;
    private final SortedMap<Integer, Long> starts = new TreeMap<>();
    private final SortedMap<Integer, Long> ends = new TreeMap<>();
    private final Map<Integer, BitSet> answered = new HashMap<>();
    private final long fromMillis;
    private final long toMillis;

    /**
     * Determines the requests.
     *
     * @param to end of the window; empty for all that exist
     */
    AuditedRequests(TopicRange requests, AuditWindow from, Optional<AuditWindow> to) {
        this.requests = requests;
        this.from = from;
        this.to = to;
        SortedMap<Integer, Long> first = offsets(requests, from);
        SortedMap<Integer, Long> behind = to.map(end -> offsets(requests, end)).orElseGet(TreeMap::new);
        requests.ends().forEach((number, end) -> {
            starts.put(number, Math.max(requests.beginnings().get(number), first.getOrDefault(number, end)));
            ends.put(number, Math.min(end, behind.getOrDefault(number, end)));
            answered.put(number, new BitSet());
        });
        this.fromMillis = from instanceof AuditWindow.Time time ? time.time().toEpochMilli() : Long.MIN_VALUE;
        this.toMillis = to.filter(AuditWindow.Time.class::isInstance)
                .map(end -> ((AuditWindow.Time) end).time())
                .map(Instant::toEpochMilli)
                .orElse(Long.MAX_VALUE);
    }

    private static SortedMap<Integer, Long> offsets(TopicRange requests, AuditWindow window) {
        return window instanceof AuditWindow.Time time
                ? requests.from(time.time())
                : new TreeMap<>(((AuditWindow.Offsets) window).byPartition());
    }

    /** Returns the first offset of each partition. */
    SortedMap<Integer, Long> starts() {
        return starts;
    }

    /** Returns the offset after the last one, for each partition. */
    SortedMap<Integer, Long> ends() {
        return ends;
    }

    /**
     * Returns whether a record with this timestamp may belong to one of the requests. An explanation has the timestamp
     * of its request, unless its topic uses the append time, which is later.
     */
    boolean mayBelong(ConsumerRecord<byte[], byte[]> record) {
        return record.timestamp() >= fromMillis
                && (record.timestamp() < toMillis || record.timestampType() == TimestampType.LOG_APPEND_TIME);
    }

    /**
     * Returns whether a partition and offset are in the window, whether or not there is a request. A request that was
     * deleted, or never existed, counts by the time of its explanation, or by its offset if the window is given in
     * offsets.
     */
    boolean contains(int partition, long offset) {
        if (isOnTopic(partition, offset)) {
            return offset >= starts.get(partition) && offset < ends.get(partition);
        }
        return reaches(from, partition, offset) && (to.isEmpty() || !isBehind(to.get(), partition, offset));
    }

    private static boolean reaches(AuditWindow from, int partition, long offset) {
        return !(from instanceof AuditWindow.Offsets given)
                || offset >= given.byPartition().getOrDefault(partition, Long.MAX_VALUE);
    }

    private static boolean isBehind(AuditWindow to, int partition, long offset) {
        return to instanceof AuditWindow.Offsets given
                && offset >= given.byPartition().getOrDefault(partition, Long.MAX_VALUE);
    }

    /** Returns whether the topic may have a request at this offset. */
    private boolean isOnTopic(int partition, long offset) {
        return requests.ends().containsKey(partition)
                && offset >= requests.beginnings().get(partition)
                && offset < requests.ends().get(partition);
    }

    /**
     * Marks a request as answered.
     *
     * @return false if it was answered before; always true if it is not on the topic
     */
    boolean answer(int partition, long offset) {
        if (!isOnTopic(partition, offset)) {
            return true;
        }
        int place = place(partition, offset);
        boolean first = !answered.get(partition).get(place);
        answered.get(partition).set(place);
        return first;
    }

    /** Returns whether a request has an answer. */
    boolean isAnswered(int partition, long offset) {
        return answered.get(partition).get(place(partition, offset));
    }

    /** Returns whether every offset of a partition has an answer, so that no request lacks one. */
    boolean areAllAnswered(int partition) {
        return answered.get(partition).cardinality() == Math.max(0, ends.get(partition) - starts.get(partition));
    }

    private int place(int partition, long offset) {
        return Math.toIntExact(offset - starts.get(partition));
    }
}
