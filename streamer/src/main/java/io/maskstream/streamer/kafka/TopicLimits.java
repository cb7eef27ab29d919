package io.maskstream.streamer.kafka;

import java.util.Optional;

/**
 * Which records a topic takes. Those that it would not take must not be sent: the broker's refusal aborts the transaction
 * with all of their neighbours.
 *
 * @param topic its name
 * @param maximumBytes of a record with key and headers
 * @param bytesSetting what limits these
 * @param maximumAgeMillis how old a record's timestamp may be ({@code message.timestamp.before.max.ms})
 * @param maximumLeadMillis how far in the future it may be ({@code message.timestamp.after.max.ms})
 * @param needsKey whether a record must have a key, as on a compacted topic
 */
public record TopicLimits(
        String topic,
        long maximumBytes,
        String bytesSetting,
        long maximumAgeMillis,
        long maximumLeadMillis,
        boolean needsKey) {

    /** Of a topic of which nothing is known; there is still what the producer sends. */
    public static TopicLimits ofProducer(String topic, int maximumRequestBytes) {
        return new TopicLimits(
                topic, maximumRequestBytes, "producer.max.request.size", Long.MAX_VALUE, Long.MAX_VALUE, false);
    }

    /** With a limit of the topic's own on the size of records, where that is narrower. */
    public TopicLimits withMaximumBytes(long bytes) {
        return bytes < maximumBytes
                ? new TopicLimits(topic, bytes, "max.message.bytes", maximumAgeMillis, maximumLeadMillis, needsKey)
                : this;
    }

    /** With limits on timestamps, as far as they are narrower. */
    public TopicLimits withTimestamps(long ageMillis, long leadMillis) {
        return new TopicLimits(
                topic,
                maximumBytes,
                bytesSetting,
                Math.min(maximumAgeMillis, ageMillis),
                Math.min(maximumLeadMillis, leadMillis),
                needsKey);
    }

    /** Of a compacted topic. */
    public TopicLimits withKeys() {
        return new TopicLimits(topic, maximumBytes, bytesSetting, maximumAgeMillis, maximumLeadMillis, true);
    }

    /** Why a record of this size is not taken; empty if it is. */
    public Optional<String> refusesSize(long bytes) {
        return bytes <= maximumBytes
                ? Optional.empty()
                : Optional.of("takes " + bytes + " bytes with key and headers, and the topic " + topic
                        + " gets at most " + maximumBytes + " (" + bytesSetting + ")");
    }

    /** Why a record with this timestamp is not taken; empty if it is. */
    public Optional<String> refusesTimestamp(long timestampMillis, long nowMillis) {
        long lead = timestampMillis - nowMillis;
        if (lead > maximumLeadMillis) {
            return Optional.of("has a timestamp " + lead + " ms in the future by this streamer's clock, and the topic "
                    + topic + " takes at most " + maximumLeadMillis + " (message.timestamp.after.max.ms)");
        }
        if (-lead > maximumAgeMillis) {
            return Optional.of("has a timestamp " + -lead + " ms in the past by this streamer's clock, and the topic "
                    + topic + " takes at most " + maximumAgeMillis + " (message.timestamp.before.max.ms)");
        }
        return Optional.empty();
    }

    /** Why a record with this key is not taken; empty if it is. */
    public Optional<String> refusesKey(byte[] key) {
        return key == null && needsKey
                ? Optional.of("has no key, and the topic " + topic + " is compacted")
                : Optional.empty();
    }
}
