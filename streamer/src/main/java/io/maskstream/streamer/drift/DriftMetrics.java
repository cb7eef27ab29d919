package io.maskstream.streamer.drift;

import io.maskstream.schemas.record.ExplainerIdentity;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.stream.Stream;

/** Exports drift to Prometheus, computed on each scrape. */
public final class DriftMetrics {

    private static final String EXPLAINER = "explainer";
    private static final String VERSION = "version";
    private static final String MEASURE = "measure";

    private DriftMetrics() {}

    /** Registers the gauges. An explainer gets series as soon as there is something to compare. */
    public static void register(DriftMonitor monitor, PrometheusRegistry registry) {
        GaugeWithCallback.builder()
                .name("maskstream_drift_psi")
                .help("Population stability index of the most recent records against those of the fit; 0 is no drift")
                .labelNames(EXPLAINER, VERSION, MEASURE)
                .callback(gauge -> monitor.figures().forEach(of -> of.drift()
                        .measures()
                        .forEach(figure -> gauge.call(
                                figure.populationStability(),
                                labels(of.explainer(), figure.measure().label())))))
                .register(registry);
        GaugeWithCallback.builder()
                .name("maskstream_drift_js_distance")
                .help("Jensen-Shannon distance of the most recent records from those of the fit, in [0,1]")
                .labelNames(EXPLAINER, VERSION, MEASURE)
                .callback(gauge -> monitor.figures().forEach(of -> of.drift()
                        .measures()
                        .forEach(figure -> gauge.call(
                                figure.jensenShannonDistance(),
                                labels(of.explainer(), figure.measure().label())))))
                .register(registry);
        GaugeWithCallback.builder()
                .name("maskstream_drift_ndcg")
                .help(
                        "Normalised discounted cumulative gain of the tokens or cells with the most weight in the most recent"
                                + " records, by their weight in those of the fit; 1 is no drift")
                .labelNames(EXPLAINER, VERSION)
                .callback(gauge -> monitor.figures()
                        .forEach(of ->
                                of.drift().partGain().ifPresent(gain -> gauge.call(gain, labels(of.explainer())))))
                .register(registry);
        GaugeWithCallback.builder()
                .name("maskstream_drift_window_records")
                .help("Number of most recent records that are compared")
                .labelNames(EXPLAINER, VERSION)
                .callback(gauge ->
                        monitor.figures().forEach(of -> gauge.call(of.drift().records(), labels(of.explainer()))))
                .register(registry);
    }

    private static String[] labels(ExplainerIdentity explainer, String... more) {
        return Stream.concat(Stream.of(explainer.getName(), Integer.toString(explainer.getVersion())), Stream.of(more))
                .toArray(String[]::new);
    }
}
