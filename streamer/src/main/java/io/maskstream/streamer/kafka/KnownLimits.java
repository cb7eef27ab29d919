package io.maskstream.streamer.kafka;

import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The {@link TopicLimits} of a topic as far as they are known. The streamer may lack the right to read them, and they
 * may change while it runs; each time the broker refuses a record, they become narrower. Safe for use by several
 * threads.
 */
public final class KnownLimits {

    private final AtomicReference<TopicLimits> limits;

    public KnownLimits(TopicLimits limits) {
        this.limits = new AtomicReference<>(limits);
    }

    /** Returns the limits that are known now. */
    public TopicLimits now() {
        return limits.get();
    }

    /**
     * Records that the topic refuses records without a key. Returns true if that is new, like the other methods here.
     */
    public boolean learnKeys() {
        return narrow(limits.get().withKeys());
    }

    /** Records that the broker refused a record as too large. */
    public boolean learnSize(ProducerRecord<byte[], byte[]> refused) {
        return narrow(
                limits.get().withMaximumBytes(RecordSize.of(refused.key(), refused.value(), refused.headers()) - 1));
    }

    /**
     * Records that the broker refused a timestamp as out of range. For a timestamp in the future, the new limit is half
     * of its lead, because the same record is less far ahead a while later.
     */
    public boolean learnTimestamp(long timestampMillis, long nowMillis) {
        long lead = timestampMillis - nowMillis;
        TopicLimits known = limits.get();
        return narrow(
                lead > 0
                        ? known.withTimestamps(Long.MAX_VALUE, lead / 2)
                        : known.withTimestamps(Math.max(0, -lead - 1), Long.MAX_VALUE));
    }

    private boolean narrow(TopicLimits narrower) {
        return !limits.getAndSet(narrower).equals(narrower);
    }
}
