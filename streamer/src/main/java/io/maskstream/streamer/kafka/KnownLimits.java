package io.maskstream.streamer.kafka;

import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * What is known of a topic's {@link TopicLimits}. The streamer may not be allowed to read them, and they may change while it
 * runs; then a broker's refusal of one record narrows them. Safe for use by several threads.
 */
public final class KnownLimits {

    private final AtomicReference<TopicLimits> limits;

    public KnownLimits(TopicLimits limits) {
        this.limits = new AtomicReference<>(limits);
    }

    /** As far as they are known now. */
    public TopicLimits now() {
        return limits.get();
    }

    /** The topic was said to take no record without a key. Gives whether that is news, as all of these do. */
    public boolean learnKeys() {
        return narrow(limits.get().withKeys());
    }

    /** A record was said to be too large. */
    public boolean learnSize(ProducerRecord<byte[], byte[]> refused) {
        return narrow(
                limits.get().withMaximumBytes(RecordSize.of(refused.key(), refused.value(), refused.headers()) - 1));
    }

    /**
     * A timestamp was said to be out of range. Of one in the future, half of its lead is taken for the limit: a while later
     * the same record is less far ahead.
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
