package io.maskstream.streamer.kafka;

import java.util.Optional;

/**
 * Which records a topic accepts. Other records must not be sent: if the broker refuses one, the whole transaction is
 * aborted.
 *
 * @param topic name of the topic
 * @param maximumBytes largest size of a record, including key and headers
 * @param bytesSetting name of the setting that limits the size
 * @param maximumAgeMillis how old a record's timestamp may be ({@code message.timestamp.before.max.ms})
 * @param maximumLeadMillis how far in the future a timestamp may be ({@code message.timestamp.after.max.ms})
 * @param needsKey whether a record must have a key, as on a compacted topic
 */
public record TopicLimits(
        String topic,
        long maximumBytes,
        String bytesSetting,
        long maximumAgeMillis,
        long maximumLeadMillis,
        boolean needsKey) {

    /** Returns limits for a topic about which nothing is known: only the producer's limit on the size applies. */
    public static TopicLimits ofProducer(String topic, int maximumRequestBytes) {
        return new TopicLimits(
                topic, maximumRequestBytes, "producer.max.request.size", Long.MAX_VALUE, Long.MAX_VALUE, false);
    }

    /** Applies the topic's own limit on the size of records, if it is narrower. */
    public TopicLimits withMaximumBytes(long bytes) {
        return bytes < maximumBytes
                ? new TopicLimits(topic, bytes, "max.message.bytes", maximumAgeMillis, maximumLeadMillis, needsKey)
                : this;
    }

    /** Applies limits on timestamps, as far as they are narrower. */
    public TopicLimits withTimestamps(long ageMillis, long leadMillis) {
        return new TopicLimits(
                topic,
                maximumBytes,
                bytesSetting,
                Math.min(maximumAgeMillis, ageMillis),
                Math.min(maximumLeadMillis, leadMillis),
                needsKey);
    }

    /** Returns the same limits for a compacted topic, whose records need a key. */
    public TopicLimits withKeys() {
        return new TopicLimits(topic, maximumBytes, bytesSetting, maximumAgeMillis, maximumLeadMillis, true);
    }

    /** Says why a record of this size is refused; empty if it is accepted. */
    public Optional<String> refusesSize(long bytes) {
        return bytes <= maximumBytes
                ? Optional.empty()
                : Optional.of("has " + bytes + " bytes with key and headers, and the topic " + topic
                        + " accepts at most " + maximumBytes + " (" + bytesSetting + ")");
    }

    /** Says why a record with this timestamp is refused; empty if it is accepted. */
    public Optional<String> refusesTimestamp(long timestampMillis, long nowMillis) {
        long lead = timestampMillis - nowMillis;
        if (lead > maximumLeadMillis) {
            return Optional.of("has a timestamp " + lead + " ms in the future by this streamer's clock, and the topic "
                    + topic + " accepts at most " + maximumLeadMillis + " (message.timestamp.after.max.ms)");
        }
        if (-lead > maximumAgeMillis) {
            return Optional.of("has a timestamp " + -lead + " ms in the past by this streamer's clock, and the topic "
                    + topic + " accepts at most " + maximumAgeMillis + " (message.timestamp.before.max.ms)");
        }
        return Optional.empty();
    }

    /** Says why a record with this key is refused; empty if it is accepted. */
    public Optional<String> refusesKey(byte[] key) {
        return key == null && needsKey
                ? Optional.of("has no key, and the topic " + topic + " is compacted")
                : Optional.empty();
    }
}
