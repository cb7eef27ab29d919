package io.maskstream.demo;

import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the bench measured of one workload. Rates are records a second.
 *
 * @param explainer name and version
 * @param workload what was published
 * @param processors that this JVM may use
 * @param threads of all the stream's instances, and of the bare engine
 * @param tensorflowThreads that a call of the model is spread over
 * @param maximumBatch records in a batch at most
 * @param partitions of each topic
 * @param engineMeanBatch records in a batch of the bare engine
 * @param stream from the requests topic to committed explanations
 * @param mebibytesBefore resident memory of broker, streamer and bench together before the stream
 * @param mebibytesAfter the same after it
 */
record BenchReport(
        String explainer,
        String workload,
        int processors,
        int threads,
        int tensorflowThreads,
        int maximumBatch,
        int partitions,
        double engineMeanBatch,
        StreamFigures stream,
        long mebibytesBefore,
        long mebibytesAfter) {

    /** The bare engine's rate: the mean of the rounds behind the first. */
    public double getEngineRate() {
        return meanBehindTheFirst(BenchRound::engine);
    }

    /** The stream's rate: the mean of the rounds behind the first. */
    public double getStreamRate() {
        return meanBehindTheFirst(BenchRound::stream);
    }

    /** The stream's share of the bare engine's rate: the mean of the rounds behind the first. */
    public double getRatio() {
        return meanBehindTheFirst(BenchRound::getRatio);
    }

    private double meanBehindTheFirst(ToDoubleFunction<BenchRound> figure) {
        return behindTheFirst().mapToDouble(figure).average().orElseThrow();
    }

    /** In the first round the JVM still compiles; it counts only where there is no other. */
    private Stream<BenchRound> behindTheFirst() {
        return stream.rounds().stream().skip(stream.rounds().size() > 1 ? 1 : 0);
    }

    /** The ratios of the rounds behind the first, lowest to highest. */
    private String range() {
        DoubleSummaryStatistics ratios =
                behindTheFirst().mapToDouble(BenchRound::getRatio).summaryStatistics();
        return String.format(Locale.ROOT, "%.2f-%.2f", ratios.getMin(), ratios.getMax());
    }

    /** Whether every record came back explained, and once. */
    boolean complete() {
        return stream.missing() == 0 && stream.repeated() == 0;
    }

    /** Several of one run as tables for people. */
    static String tables(List<BenchReport> reports) {
        BenchReport any = reports.get(0);
        StringBuilder text = new StringBuilder();
        line(
                text,
                "%d processors; stream (%s) and bare engine each on %d threads (tensorflow.threads=%d); batches of up to"
                        + " %d, %d partitions, exactly_once_v2",
                any.processors,
                instances(any.stream.instances().size()),
                any.threads,
                any.tensorflowThreads,
                any.maximumBatch,
                any.partitions);
        line(text, "");
        line(
                text,
                "%-16s %-12s %9s %8s %8s %6s %11s %6s %6s %8s %12s",
                "records a second",
                "explainer",
                "backlog",
                "engine",
                "stream",
                "ratio",
                "from-to",
                "first",
                "batch",
                "engine's",
                "memory, MiB");
        for (BenchReport report : reports) {
            StreamFigures stream = report.stream;
            line(
                    text,
                    "%-16s %-12s %,9d %,8.0f %,8.0f %6.2f %11s %6.2f %6.1f %8.1f %,5d %,6d",
                    report.workload,
                    report.explainer,
                    stream.records(),
                    report.getEngineRate(),
                    report.getStreamRate(),
                    report.getRatio(),
                    report.range(),
                    stream.rounds().get(0).getRatio(),
                    stream.meanBatch(),
                    report.engineMeanBatch,
                    report.mebibytesBefore,
                    report.mebibytesAfter);
        }
        line(text, "");
        line(text, "%-16s %-26s %-26s", "milliseconds", "a lone record", "at half of that rate");
        line(text, "%-16s %8s %8s %8s %8s %8s %8s", "until committed", "p50", "p95", "p99", "p50", "p95", "p99");
        for (BenchReport report : reports) {
            Latency lone = report.stream.lone();
            Latency half = report.stream.halfLoad();
            line(
                    text,
                    "%-16s %8.0f %8.0f %8.0f %8.0f %8.0f %8.0f",
                    report.workload,
                    lone.p50(),
                    lone.p95(),
                    lone.p99(),
                    half.p50(),
                    half.p95(),
                    half.p99());
        }
        line(text, "");
        line(
                text,
                "%-16s %9s %9s %9s %9s %9s %9s",
                "µs a record",
                "decode",
                "encode",
                "engine",
                "answer",
                "forward",
                "rest");
        for (BenchReport report : reports) {
            RecordWork work = report.stream.work();
            line(
                    text,
                    "%-16s %,9.1f %,9.1f %,9.1f %,9.1f %,9.1f %,9.1f",
                    report.workload,
                    work.decode(),
                    work.encode(),
                    work.engine(),
                    work.answer(),
                    work.forward(),
                    work.rest());
        }
        line(text, "");
        reports.stream()
                .filter(report -> report.stream.bad() != null)
                .forEach(report -> line(
                        text,
                        "%s: with one bad record in %d, %.2f of the rate without (%s)",
                        report.workload,
                        report.stream.bad().oneIn(),
                        report.stream.bad().getRatio(),
                        report.stream.bad().pairs().stream()
                                .map(pair -> String.format(
                                        Locale.ROOT, "%,.0f beside %,.0f a second", pair.mixed(), pair.good()))
                                .collect(Collectors.joining(", "))));
        reports.forEach(report -> line(
                text,
                "%s: %,d missing, %,d repeated",
                report.workload,
                report.stream.missing(),
                report.stream.repeated()));
        reports.stream()
                .filter(report -> report.stream.instances().size() > 1)
                .forEach(report -> line(
                        text,
                        "%s: explained by the instances %s",
                        report.workload,
                        report.stream.instances().stream()
                                .map(explained -> String.format(Locale.ROOT, "%,d", explained))
                                .collect(Collectors.joining(" and "))));
        return text.toString();
    }

    private static String instances(int count) {
        return count == 1 ? "1 instance" : count + " instances";
    }

    private static void line(StringBuilder text, String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values).stripTrailing()).append(System.lineSeparator());
    }
}
