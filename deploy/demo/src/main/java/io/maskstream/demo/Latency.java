package io.maskstream.demo;

import java.time.Duration;
import java.util.Collection;

/**
 * The 50th, 95th and 99th percentile of latencies, in milliseconds.
 *
 * @param records number of measured records
 */
record Latency(int records, double p50, double p95, double p99) {

    /** Returns the percentiles of at least one latency. */
    static Latency of(Collection<Duration> latencies) {
        double[] millis = latencies.stream()
                .mapToDouble(latency -> latency.toNanos() / 1e6)
                .sorted()
                .toArray();
        return new Latency(millis.length, quantile(millis, 0.50), quantile(millis, 0.95), quantile(millis, 0.99));
    }

    /** Returns the smallest value that at least the given share of the values does not exceed. */
    private static double quantile(double[] sorted, double share) {
        return sorted[(int) Math.ceil(share * sorted.length) - 1];
    }
}
