package io.maskstream.streamer.metrics;

import java.util.Map;
import java.util.NavigableMap;

/**
 * What has been counted since the start; the difference between two says what happened in between.
 *
 * @param explained in records
 * @param deadLetters in records
 * @param latencies how many records took at most so many seconds from their timestamps to their explanations
 * @param maskAreas by the explainer's name
 */
public record StreamTotals(
        long explained, long deadLetters, NavigableMap<Double, Long> latencies, Map<String, Areas> maskAreas) {

    /** Mask areas of one explainer: how many, and their sum. */
    public record Areas(long count, double sum) {

        Areas plus(Areas other) {
            return new Areas(count + other.count, sum + other.sum);
        }
    }
}
