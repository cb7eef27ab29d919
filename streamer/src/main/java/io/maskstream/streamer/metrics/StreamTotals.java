package io.maskstream.streamer.metrics;

import java.util.Map;
import java.util.NavigableMap;

/**
 * What has been counted since the start. The difference between two of these is what happened in between.
 *
 * @param explained number of explained records
 * @param deadLetters number of records that went to the dead-letter topic
 * @param latencies cumulative number of records by upper bound of the time from their timestamps to their
 *     explanations, in seconds
 * @param maskAreas mask areas by name of the explainer
 */
public record StreamTotals(
        long explained, long deadLetters, NavigableMap<Double, Long> latencies, Map<String, Areas> maskAreas) {

    /** Mask areas of one explainer: their number and their sum. */
    public record Areas(long count, double sum) {

        Areas plus(Areas other) {
            return new Areas(count + other.count, sum + other.sum);
        }
    }
}
