package io.maskstream.streamer.metrics;

import io.maskstream.schemas.record.ExplainerIdentity;
import io.maskstream.schemas.record.RefusalReason;
import io.maskstream.streamer.trace.TraceParent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import io.micrometer.core.instrument.distribution.HistogramSnapshot;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.core.metrics.Histogram;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The streamer's counters and timers. Every series exists from the start, so rates are right from the first event on.
 * Safe for use by several threads.
 */
public final class StreamerMetrics {

    private static final String RECORDS = "maskstream.records";
    private static final String RECORDS_DESCRIPTION = "Records that were taken from the requests topic";
    private static final String OUTCOME = "outcome";
    private static final String EXPLAINER = "explainer";
    private static final String VERSION = "version";

    private static final Duration[] LATENCIES = {
        Duration.ofMillis(10), Duration.ofMillis(25), Duration.ofMillis(50), Duration.ofMillis(100),
        Duration.ofMillis(250), Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofMillis(2500),
        Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(60)
    };
    private static final Duration[] BATCH_TIMES = {
        Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofMillis(5), Duration.ofMillis(10),
        Duration.ofMillis(25), Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofMillis(250),
        Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofMillis(2500)
    };
    private static final double[] BATCH_SIZES = {1, 2, 4, 8, 16, 32, 64, 128, 256};
    private static final double[] SHARES = {0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1};

    /** In the unit of the prediction: a probability, or a value that usually varies by a few units. */
    private static final double[] REMAINDERS = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5};

    private final Clock clock;
    private final RecordTraces traces;
    private final Timer latency;
    private final DistributionSummary batchRecords;
    private final Counter fallbacks;
    private final Counter unexplained;
    private final Map<Stage, Timer> stages = new EnumMap<>(Stage.class);
    private final Map<RefusalReason, Counter> deadLetters = new EnumMap<>(RefusalReason.class);
    private final Map<String, Timer> batches = new ConcurrentHashMap<>();
    private final Map<ExplainerIdentity, Counter> explained = new ConcurrentHashMap<>();
    private final PrometheusMeterRegistry registry;
    private final Histogram maskArea;
    private final Histogram maskedAgreement;
    private final Histogram evidenceRemainder;

    /**
     * Registers the meters.
     *
     * @param explainers the explainers that are served at the start
     * @param clock the clock that record timestamps are compared with
     */
    public StreamerMetrics(PrometheusMeterRegistry registry, Collection<ExplainerIdentity> explainers, Clock clock) {
        this(registry, explainers, clock, new RecordTraces());
    }

    /** @param traces where the registry gets its exemplars from */
    public StreamerMetrics(
            PrometheusMeterRegistry registry,
            Collection<ExplainerIdentity> explainers,
            Clock clock,
            RecordTraces traces) {
        this.traces = traces;
        this.registry = registry;
        this.clock = clock;
        this.latency = Timer.builder("maskstream.explanation.latency")
                .description("Time from a record's timestamp to its explanation")
                .serviceLevelObjectives(LATENCIES)
                .register(registry);
        this.batchRecords = DistributionSummary.builder("maskstream.batch.records")
                .description("Records explained in one call of the graph")
                .serviceLevelObjectives(BATCH_SIZES)
                .register(registry);
        this.fallbacks = Counter.builder("maskstream.lookahead.fallbacks")
                .description("Batches that were explained in parts because the graph failed on them")
                .register(registry);
        this.unexplained = Counter.builder(RECORDS)
                .description(RECORDS_DESCRIPTION)
                .tag(OUTCOME, "dead_letter")
                .tag(EXPLAINER, "none")
                .tag(VERSION, "none")
                .register(registry);
        for (Stage stage : Stage.values()) {
            stages.put(
                    stage,
                    Timer.builder("maskstream.stage")
                            .description("Time that stream threads spent on records outside of calls of the graph")
                            .tag("stage", stage.tag())
                            .register(registry));
        }
        for (RefusalReason reason : RefusalReason.values()) {
            deadLetters.put(
                    reason,
                    Counter.builder("maskstream.dead.letters")
                            .description("Records that went to the dead-letter topic")
                            .tag("reason", reason.code())
                            .register(registry));
        }
        this.maskArea = histogram(
                registry,
                "maskstream_mask_area",
                "Mean weight of a mask: the share of the input that the explanation keeps",
                SHARES);
        this.maskedAgreement = histogram(
                registry,
                "maskstream_masked_agreement",
                "How well the prediction on the masked input agrees with that on the input; 1 is full agreement",
                SHARES);
        this.evidenceRemainder = histogram(
                registry,
                "maskstream_evidence_remainder",
                "How far baseline and evidence together are from the prediction, in its unit",
                REMAINDERS);
        explainers.forEach(this::prepare);
    }

    /** Creates the series of an explainer's version; must be called before the version serves. */
    public void prepare(ExplainerIdentity explainer) {
        maskArea.initLabelValues(labels(explainer));
        maskedAgreement.initLabelValues(labels(explainer));
        evidenceRemainder.initLabelValues(labels(explainer));
        batches.computeIfAbsent(explainer.getName(), name -> Timer.builder("maskstream.batch")
                .description("Time of one call of the graph")
                .tag(EXPLAINER, name)
                .serviceLevelObjectives(BATCH_TIMES)
                .register(registry));
        explained.computeIfAbsent(explainer, identity -> Counter.builder(RECORDS)
                .description(RECORDS_DESCRIPTION)
                .tag(OUTCOME, "explained")
                .tag(EXPLAINER, identity.getName())
                .tag(VERSION, version(identity))
                .register(registry));
    }

    /**
     * From Prometheus' own client, because Micrometer rounds values up to whole numbers when it counts them in buckets.
     */
    private static Histogram histogram(
            PrometheusMeterRegistry registry, String name, String help, double[] upperBounds) {
        return Histogram.builder()
                .name(name)
                .help(help)
                .labelNames(EXPLAINER, VERSION)
                .classicOnly()
                .classicUpperBounds(upperBounds)
                .withoutExemplars()
                .register(registry.getPrometheusRegistry());
    }

    private static String[] labels(ExplainerIdentity explainer) {
        return new String[] {explainer.getName(), version(explainer)};
    }

    private static String version(ExplainerIdentity explainer) {
        return Integer.toString(explainer.getVersion());
    }

    /** Counts one call of an explainer's graph. */
    public void batchExplained(String explainer, int records, Duration time) {
        batches.get(explainer).record(time);
        batchRecords.record(records);
    }

    /** Does a part of the work on a record or a batch, and measures its time. */
    public <T> T timed(Stage stage, Supplier<T> work) {
        return stages.get(stage).record(work);
    }

    /** Does such work that has no result, and measures its time. */
    public void timed(Stage stage, Runnable work) {
        stages.get(stage).record(work);
    }

    /** Counts a batch on which the graph failed. */
    public void lookaheadFellBack() {
        fallbacks.increment();
    }

    /** Counts the mean weight of one mask, in [0,1]. */
    public void maskArea(ExplainerIdentity explainer, double area) {
        maskArea.labelValues(labels(explainer)).observe(area);
    }

    /** Counts the agreement of one masked prediction with the prediction, in [0,1]. */
    public void maskedAgreement(ExplainerIdentity explainer, double agreement) {
        maskedAgreement.labelValues(labels(explainer)).observe(agreement);
    }

    /** Returns the agreement that has been counted for a version so far. */
    public AgreementTotal agreement(ExplainerIdentity explainer) {
        return maskedAgreement.collect().getDataPoints().stream()
                .filter(point -> explainer.getName().equals(point.getLabels().get(EXPLAINER))
                        && version(explainer).equals(point.getLabels().get(VERSION)))
                .findFirst()
                .map(point -> new AgreementTotal(point.getCount(), point.getSum()))
                .orElse(new AgreementTotal(0, 0));
    }

    /** Counts the difference between one prediction and its baseline plus evidence, in the prediction's unit. */
    public void evidenceRemainder(ExplainerIdentity explainer, double remainder) {
        evidenceRemainder.labelValues(labels(explainer)).observe(Math.abs(remainder));
    }

    /** Counts a record without a trace that is on its way to the explanations topic. */
    public void recordExplained(ExplainerIdentity explainer, long timestampMillis) {
        recordExplained(explainer, timestampMillis, Optional.empty());
    }

    /** Counts a record that is on its way to the explanations topic. */
    public void recordExplained(ExplainerIdentity explainer, long timestampMillis, Optional<TraceParent> trace) {
        explained.get(explainer).increment();
        // A publisher's clock may be ahead of this one.
        Duration time = Duration.ofMillis(Math.max(0, clock.millis() - timestampMillis));
        traces.during(trace, () -> latency.record(time));
    }

    /** Returns what has been counted so far. */
    public StreamTotals totals() {
        NavigableMap<Double, Long> latencies = new TreeMap<>();
        HistogramSnapshot snapshot = latency.takeSnapshot();
        for (CountAtBucket bucket : snapshot.histogramCounts()) {
            latencies.put(bucket.bucket(TimeUnit.SECONDS), (long) bucket.count());
        }
        latencies.put(Double.POSITIVE_INFINITY, snapshot.count());
        Map<String, StreamTotals.Areas> areas = new TreeMap<>();
        // Sums over the versions of each explainer.
        maskArea.collect()
                .getDataPoints()
                .forEach(point -> areas.merge(
                        point.getLabels().get(EXPLAINER),
                        new StreamTotals.Areas(point.getCount(), point.getSum()),
                        StreamTotals.Areas::plus));
        return new StreamTotals(
                (long) explained.values().stream().mapToDouble(Counter::count).sum(),
                (long) unexplained.count(),
                latencies,
                areas);
    }

    /** Counts a record that is on its way to the dead-letter topic. */
    public void recordRefused(RefusalReason reason) {
        unexplained.increment();
        deadLetters.get(reason).increment();
    }
}
