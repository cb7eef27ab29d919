package io.maskstream.streamer.errors;

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
 */
public record TopicLimits(
        String topic, long maximumBytes, String bytesSetting, long maximumAgeMillis, long maximumLeadMillis) {

    /** Of a topic of which nothing is known; there is still what the producer sends. */
    public static TopicLimits ofProducer(String topic, int maximumRequestBytes) {
        return new TopicLimits(topic, maximumRequestBytes, "producer.max.request.size", Long.MAX_VALUE, Long.MAX_VALUE);
    }

    /** These limits with those of the topic itself, of which the narrower one counts. */
    public TopicLimits and(long maximumMessageBytes, long maximumAgeMillis, long maximumLeadMillis) {
        return maximumMessageBytes < maximumBytes
                ? new TopicLimits(topic, maximumMessageBytes, "max.message.bytes", maximumAgeMillis, maximumLeadMillis)
                : new TopicLimits(topic, maximumBytes, bytesSetting, maximumAgeMillis, maximumLeadMillis);
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
            return Optional.of("has a timestamp " + lead + " ms in the future, and the topic " + topic
                    + " takes at most " + maximumLeadMillis + " (message.timestamp.after.max.ms)");
        }
        if (-lead > maximumAgeMillis) {
            return Optional.of("has a timestamp " + -lead + " ms in the past, and the topic " + topic
                    + " takes at most " + maximumAgeMillis + " (message.timestamp.before.max.ms)");
        }
        return Optional.empty();
    }
}
