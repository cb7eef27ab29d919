package io.maskstream.streamer.shadow;

import io.maskstream.schemas.comparison.ShadowComparison;
import io.maskstream.schemas.record.ExplainerIdentity;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Collection;
import java.util.Locale;

/** Metrics of candidates. Safe for use by several threads. */
public final class ShadowMetrics {

    private static final String EXPLAINER = "explainer";
    private static final String VERSION = "version";
    private static final String ROLE = "role";
    private static final double[] SHARES = {0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1};
    private static final double[] CORRELATIONS = {-0.5, 0, 0.2, 0.4, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1};
    private static final double[] SECONDS = {
        0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1
    };
    private static final double MILLIS_PER_SECOND = 1000;

    /** Why a candidate as a whole has failed. */
    public enum Failure {
        /** It was not loaded; the metrics of refused releases give the reason. */
        REFUSED,
        /** Its graph fails on a batch. */
        FAILED,
        /** It did not return, and is no longer used. */
        HUNG;

        private String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What happened to records that were to be compared. */
    enum Outcome {
        COMPARED,
        /** The candidate gives no answer, but the version that serves does. */
        FAILED,
        /** Left out because the candidate cannot keep up. */
        DROPPED;

        private String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Info info;
    private final Counter records;
    private final Counter failures;
    private final Counter unsent;
    private final Histogram predictionAgreement;
    private final Histogram rankCorrelation;
    private final Histogram evidenceDistance;
    private final Histogram maskArea;
    private final Histogram maskedAgreement;
    private final Histogram time;

    /**
     * Registers the meters.
     *
     * @param explainers names of the explainers that may have candidates
     */
    public ShadowMetrics(PrometheusMeterRegistry registry, Collection<String> explainers) {
        PrometheusRegistry meters = registry.getPrometheusRegistry();
        this.info = Info.builder()
                .name("maskstream_candidate")
                .help("Candidates that are loaded")
                .labelNames(EXPLAINER, VERSION, "digest")
                .register(meters);
        this.records = Counter.builder()
                .name("maskstream_candidate_records")
                .help("Records that a candidate was to explain as well")
                .labelNames("outcome", EXPLAINER, VERSION)
                .register(meters);
        this.failures = Counter.builder()
                .name("maskstream_candidate_failures")
                .help("Candidates that were not loaded, batches on which one failed, and those that hung")
                .labelNames(EXPLAINER, "reason")
                .register(meters);
        this.unsent = Counter.builder()
                .name("maskstream_candidate_unsent")
                .help("Records that could not be sent to the topic of candidates' explanations")
                .register(meters);
        this.predictionAgreement = histogram(
                meters,
                "prediction_agreement",
                "Agreement of the candidate's predictions with those of the version that serves; 1 is full agreement",
                SHARES);
        this.rankCorrelation = histogram(
                meters,
                "rank_correlation",
                "Rank correlation of the mask weights of the candidate and the version that serves",
                CORRELATIONS);
        this.evidenceDistance = histogram(
                meters,
                "evidence_distance",
                "Distance of the candidate's evidence from that of the version that serves; 0 is equal, 1 is opposite",
                SHARES);
        this.maskArea =
                histogram(meters, "mask_area", "Mean weight of a mask, over the compared records", SHARES, ROLE);
        this.maskedAgreement = histogram(
                meters,
                "masked_agreement",
                "Agreement of the prediction on the masked input with that on the input, over the compared records",
                SHARES,
                ROLE);
        this.time =
                histogram(meters, "record_seconds", "Time of a compared batch, divided by its records", SECONDS, ROLE);
        for (String explainer : explainers) {
            for (Failure failure : Failure.values()) {
                failures.initLabelValues(explainer, failure.code());
            }
        }
    }

    private static Histogram histogram(
            PrometheusRegistry meters, String name, String help, double[] upperBounds, String... more) {
        String[] labels = new String[2 + more.length];
        labels[0] = EXPLAINER;
        labels[1] = VERSION;
        System.arraycopy(more, 0, labels, 2, more.length);
        return Histogram.builder()
                .name("maskstream_candidate_" + name)
                .help(help)
                .labelNames(labels)
                .classicOnly()
                .classicUpperBounds(upperBounds)
                .withoutExemplars()
                .register(meters);
    }

    /** Called when a candidate was loaded. */
    public void loaded(ExplainerIdentity candidate) {
        info.addLabelValues(labels(candidate));
        for (Outcome outcome : Outcome.values()) {
            records.initLabelValues(outcome.code(), candidate.getName(), version(candidate.getVersion()));
        }
    }

    /** Called when a candidate was removed. */
    public void removed(ExplainerIdentity candidate) {
        info.remove(labels(candidate));
    }

    /** Called when a candidate has failed. */
    public void failed(String explainer, Failure failure) {
        failures.labelValues(explainer, failure.code()).inc();
    }

    /** Counts records that a candidate was to explain as well. */
    void records(ExplainerIdentity candidate, Outcome outcome, int count) {
        records.labelValues(outcome.code(), candidate.getName(), version(candidate.getVersion()))
                .inc(count);
    }

    /** Counts a record that could not be sent to the topic of candidates' explanations. */
    void unsent() {
        unsent.inc();
    }

    /** Counts the figures of one record. */
    void compared(String explainer, ShadowComparison comparison) {
        String candidate = version(comparison.candidate().version());
        observe(predictionAgreement, comparison.predictionAgreement(), explainer, candidate);
        observe(rankCorrelation, comparison.rankCorrelation(), explainer, candidate);
        observe(evidenceDistance, comparison.evidenceDistance(), explainer, candidate);
        answer(explainer, comparison.serving(), "serving");
        answer(explainer, comparison.candidate(), "candidate");
    }

    private void answer(String explainer, ShadowComparison.Answer answer, String role) {
        String version = version(answer.version());
        observe(maskArea, answer.area(), explainer, version, role);
        observe(maskedAgreement, answer.maskedAgreement(), explainer, version, role);
        observe(time, answer.millis() / MILLIS_PER_SECOND, explainer, version, role);
    }

    private static void observe(Histogram histogram, Double figure, String... labels) {
        if (figure != null) {
            histogram.labelValues(labels).observe(figure);
        }
    }

    private static String[] labels(ExplainerIdentity candidate) {
        return new String[] {candidate.getName(), version(candidate.getVersion()), candidate.getDigest()};
    }

    private static String version(int version) {
        return Integer.toString(version);
    }
}
