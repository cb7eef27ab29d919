package io.maskstream.demo;

import java.util.Locale;

/**
 * What the bench measured. Rates are records a second.
 *
 * @param explainer name and version
 * @param workload what was published
 * @param processors that this JVM may use
 * @param maximumBatch records in a batch at most
 * @param engineBefore the bare engine, measured before the stream
 * @param engineAfter the bare engine, measured after the stream
 * @param engineMeanBatch records in a batch of the bare engine
 * @param stream from the requests topic to committed explanations
 */
record BenchReport(
        String explainer,
        String workload,
        int processors,
        int maximumBatch,
        double engineBefore,
        double engineAfter,
        double engineMeanBatch,
        StreamFigures stream) {

    /** The bare engine's rate: the mean of before and after. */
    public double getEngine() {
        return (engineBefore + engineAfter) / 2;
    }

    /** The stream's share of the bare engine's rate. */
    public double getRatio() {
        return stream.rate() / getEngine();
    }

    /** The warm stream's share of the bare engine's rate. */
    public double getWarmRatio() {
        return stream.warmRate() / getEngine();
    }

    /** Whether every record came back explained, and once. */
    boolean complete() {
        return stream.missing() == 0 && stream.repeated() == 0;
    }

    /** As a table for people. */
    String table() {
        return String.format(
                        Locale.ROOT,
                        "%s, %,d records (%s), %d processors, batches of up to %d, exactly_once_v2%n%n",
                        explainer,
                        stream.records(),
                        workload,
                        processors,
                        maximumBatch)
                + String.format("%-36s %10s %11s%n", "", "records/s", "mean batch")
                + row("bare engine, before the stream", engineBefore, engineMeanBatch)
                + row("stream", stream.rate(), stream.meanBatch())
                + row(
                        String.format(Locale.ROOT, "stream, without the first %,d", stream.warmUp()),
                        stream.warmRate(),
                        stream.meanBatch())
                + row("bare engine, after the stream", engineAfter, engineMeanBatch)
                + String.format(
                        Locale.ROOT,
                        "%n%-36s %10.2f%n%-36s %10.2f%n%n",
                        "stream / bare engine",
                        getRatio(),
                        "the same, without warm-up",
                        getWarmRatio())
                + String.format(
                        Locale.ROOT,
                        "%,d missing, %,d repeated%nlatency of a lone record, until it is committed: p50 %.0f ms, p95 %.0f ms,"
                                + " p99 %.0f ms (of %,d)%n",
                        stream.missing(),
                        stream.repeated(),
                        stream.lone().p50(),
                        stream.lone().p95(),
                        stream.lone().p99(),
                        stream.lone().records());
    }

    private static String row(String label, double rate, double meanBatch) {
        return String.format(Locale.ROOT, "%-36s %,10.0f %11.1f%n", label, rate, meanBatch);
    }
}
