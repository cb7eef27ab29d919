package io.maskstream.demo;

import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * The results of the bench for one workload. Rates are in records per second.
 *
 * @param explainer name and version of the explainer
 * @param workload name of the workload
 * @param processors number of processors that this JVM may use
 * @param threads number of threads of all stream instances together, and of the bare engine
 * @param tensorflowThreads number of threads for one call of the model
 * @param maximumBatch maximum number of records in a batch
 * @param partitions number of partitions of each topic
 * @param engineMeanBatch mean number of records in a batch of the bare engine
 * @param stream figures of the stream, from the requests topic to committed explanations
 * @param mebibytesBefore resident memory of broker, streamer and bench together before the stream starts, in MiB
 * @param mebibytesAfter resident memory after the last record, in MiB
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

    /** Returns the rate of the bare engine: the mean of all rounds except the first. */
    public double getEngineRate() {
        return meanOfLaterRounds(BenchRound::engine);
    }

    /** Returns the rate of the stream: the mean of all rounds except the first. */
    public double getStreamRate() {
        return meanOfLaterRounds(BenchRound::stream);
    }

    /** Returns the stream's rate divided by the bare engine's: the mean of all rounds except the first. */
    public double getRatio() {
        return meanOfLaterRounds(BenchRound::getRatio);
    }

    private double meanOfLaterRounds(ToDoubleFunction<BenchRound> figure) {
        return laterRounds().mapToDouble(figure).average().orElseThrow();
    }

    /** Returns all rounds except the first, in which the JVM still compiles; the first if there is no other. */
    private Stream<BenchRound> laterRounds() {
        return stream.rounds().stream().skip(stream.rounds().size() > 1 ? 1 : 0);
    }

    /** Returns the lowest and the highest ratio of all rounds except the first. */
    private String range() {
        DoubleSummaryStatistics ratios =
                laterRounds().mapToDouble(BenchRound::getRatio).summaryStatistics();
        return format("%.2f-%.2f", ratios.getMin(), ratios.getMax());
    }

    /** Returns whether every record was explained exactly once. */
    boolean complete() {
        return stream.missing() == 0 && stream.repeated() == 0;
    }

    /** Returns the reports of one run as text. */
    static String text(List<BenchReport> reports) {
        return String.join(
                System.lineSeparator(),
                reports.get(0).setup(),
                throughput(reports),
                latency(reports),
                work(reports),
                reports.stream().flatMap(BenchReport::remarks).collect(Collectors.joining()));
    }

    private String setup() {
        int instances = stream.instances().size();
        return format(
                "%d processors; stream (%d %s) and bare engine on %d threads each (tensorflow.threads=%d); batches of up to"
                        + " %d; %d partitions; exactly_once_v2%n",
                processors,
                instances,
                instances == 1 ? "instance" : "instances",
                threads,
                tensorflowThreads,
                maximumBatch,
                partitions);
    }

    private static String throughput(List<BenchReport> reports) {
        FigureTable table = new FigureTable(
                "records/s",
                "explainer",
                "backlog",
                "engine",
                "stream",
                "ratio",
                "range",
                "1st round",
                "batch",
                "engine's",
                "MiB before",
                "after");
        for (BenchReport report : reports) {
            table.add(
                    report.workload,
                    report.explainer,
                    format("%,d", report.stream.records()),
                    format("%,.0f", report.getEngineRate()),
                    format("%,.0f", report.getStreamRate()),
                    format("%.2f", report.getRatio()),
                    report.range(),
                    format("%.2f", report.stream.rounds().get(0).getRatio()),
                    format("%.1f", report.stream.meanBatch()),
                    format("%.1f", report.engineMeanBatch),
                    format("%,d", report.mebibytesBefore),
                    format("%,d", report.mebibytesAfter));
        }
        return table.toString();
    }

    private static String latency(List<BenchReport> reports) {
        FigureTable table = new FigureTable(
                "ms until committed", "single record: p50", "p95", "p99", "at half load: p50", "p95", "p99");
        for (BenchReport report : reports) {
            Latency lone = report.stream.lone();
            Latency half = report.stream.halfLoad();
            table.add(Stream.concat(
                            Stream.of(report.workload),
                            DoubleStream.of(lone.p50(), lone.p95(), lone.p99(), half.p50(), half.p95(), half.p99())
                                    .mapToObj(millis -> format("%.0f", millis)))
                    .toArray(String[]::new));
        }
        return table.toString();
    }

    private static String work(List<BenchReport> reports) {
        FigureTable table = new FigureTable("µs per record", "decode", "encode", "engine", "answer", "forward", "rest");
        for (BenchReport report : reports) {
            RecordWork work = report.stream.work();
            table.add(Stream.concat(
                            Stream.of(report.workload),
                            DoubleStream.of(
                                            work.decode(),
                                            work.encode(),
                                            work.engine(),
                                            work.answer(),
                                            work.forward(),
                                            work.rest())
                                    .mapToObj(micros -> format("%,.1f", micros)))
                    .toArray(String[]::new));
        }
        return table.toString();
    }

    /** Returns lines about bad, missing and repeated records, and about the shares of several instances. */
    private Stream<String> remarks() {
        Stream.Builder<String> lines = Stream.builder();
        if (stream.bad() != null) {
            lines.add(format(
                    "%s: with one bad record in %d, %.2f times the rate without (%s)%n",
                    workload,
                    stream.bad().oneIn(),
                    stream.bad().getRatio(),
                    stream.bad().pairs().stream()
                            .map(pair -> format("%,.0f and %,.0f per second", pair.mixed(), pair.good()))
                            .collect(Collectors.joining("; "))));
        }
        lines.add(format("%s: %,d missing, %,d repeated%n", workload, stream.missing(), stream.repeated()));
        if (stream.instances().size() > 1) {
            lines.add(format(
                    "%s: records by instance: %s%n",
                    workload,
                    stream.instances().stream()
                            .map(explained -> format("%,d", explained))
                            .collect(Collectors.joining(", "))));
        }
        return lines.build();
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
