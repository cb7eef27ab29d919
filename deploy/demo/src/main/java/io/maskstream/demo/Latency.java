package io.maskstream.demo;

import java.time.Duration;
import java.util.Collection;

/**
 * Within how many milliseconds 50, 95 and 99 of 100 records came back.
 *
 * @param records that were measured
 */
record Latency(int records, double p50, double p95, double p99) {

    /** The quantiles of some latencies, at least one. */
    static Latency of(Collection<Duration> latencies) {
        double[] millis = latencies.stream()
                .mapToDouble(latency -> latency.toNanos() / 1e6)
                .sorted()
                .toArray();
        return new Latency(millis.length, quantile(millis, 0.50), quantile(millis, 0.95), quantile(millis, 0.99));
    }

    /** The smallest value that at least that share of the values do not exceed. */
    private static double quantile(double[] sorted, double share) {
        return sorted[(int) Math.ceil(share * sorted.length) - 1];
    }
}
