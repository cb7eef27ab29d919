package io.maskstream.demo;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * The figures of a streamer with certain settings.
 *
 * @param settings the settings in which it differs from others
 * @param runs its runs
 */
record SettingFigures(String settings, List<Run> runs) {

    /**
     * One run.
     *
     * @param recordsPerSecond throughput with a backlog
     * @param processorMicros time of all processors for a record of the backlog, in microseconds, with that of the broker
     *     and of Java's compiler; varies less than the throughput on a shared machine
     * @param halfLoad latency at half of the throughput of the first run of all
     * @param compared number of records that a candidate explained, too
     * @param dropped number of records that a candidate was to explain, but for which it was too slow
     */
    record Run(double recordsPerSecond, double processorMicros, Latency halfLoad, double compared, double dropped) {}

    /** Returns the name of a variant. */
    static String name(Map<String, String> settings) {
        return settings.isEmpty()
                ? "as given"
                : settings.entrySet().stream()
                        .map(setting -> setting.getKey() + "=" + setting.getValue())
                        .collect(Collectors.joining(" "));
    }

    /** Returns a table; the first row is what the others are compared with. */
    static String text(List<SettingFigures> all) {
        FigureTable table = new FigureTable(
                "settings",
                "records/s",
                "ratio",
                "range",
                "CPU µs/record",
                "ratio",
                "range",
                "ms at half load: p50",
                "p95",
                "p99",
                "compared",
                "dropped");
        SettingFigures first = all.get(0);
        for (SettingFigures one : all) {
            double[] ratios = one.ratios(first, Run::recordsPerSecond);
            double[] ofProcessor = one.ratios(first, Run::processorMicros);
            table.add(
                    one.settings,
                    format("%,.0f", one.median(Run::recordsPerSecond)),
                    format("%.3f", median(ratios)),
                    format("%.2f-%.2f", ratios[0], ratios[ratios.length - 1]),
                    format("%,.0f", one.median(Run::processorMicros)),
                    format("%.3f", median(ofProcessor)),
                    format("%.2f-%.2f", ofProcessor[0], ofProcessor[ofProcessor.length - 1]),
                    format("%.0f", one.median(run -> run.halfLoad().p50())),
                    format("%.0f", one.median(run -> run.halfLoad().p95())),
                    format("%.0f", one.median(run -> run.halfLoad().p99())),
                    format("%,.0f", one.median(Run::compared)),
                    format("%,.0f", one.median(Run::dropped)));
        }
        return table.toString();
    }

    /** Returns a figure of each round divided by that of another variant in the same round, in ascending order. */
    private double[] ratios(SettingFigures other, ToDoubleFunction<Run> figure) {
        double[] ratios = new double[runs.size()];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = figure.applyAsDouble(runs.get(i)) / figure.applyAsDouble(other.runs.get(i));
        }
        Arrays.sort(ratios);
        return ratios;
    }

    private double median(ToDoubleFunction<Run> figure) {
        return median(runs.stream().mapToDouble(figure).sorted().toArray());
    }

    private static double median(double[] sorted) {
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
