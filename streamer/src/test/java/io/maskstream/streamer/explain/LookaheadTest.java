package io.maskstream.streamer.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.maskstream.schemas.artifact.Digests;
import io.maskstream.schemas.record.Evidence;
import io.maskstream.schemas.record.ExplanationJson;
import io.maskstream.schemas.record.ExplanationWriter;
import io.maskstream.schemas.record.Provenance;
import io.maskstream.schemas.record.RefusalReason;
import io.maskstream.schemas.record.RequestDigest;
import io.maskstream.schemas.record.RequestReader;
import io.maskstream.schemas.record.RequestSource;
import io.maskstream.schemas.record.SchemaRegistry;
import io.maskstream.schemas.record.SchemaRegistryException;
import io.maskstream.schemas.record.ValueFormat;
import io.maskstream.streamer.drift.DriftMonitor;
import io.maskstream.streamer.engine.Explainer;
import io.maskstream.streamer.engine.ServedExplainers;
import io.maskstream.streamer.engine.TinyExplainer;
import io.maskstream.streamer.engine.TinyReviewExplainer;
import io.maskstream.streamer.kafka.KnownLimits;
import io.maskstream.streamer.kafka.TopicLimits;
import io.maskstream.streamer.metrics.PrometheusMetrics;
import io.maskstream.streamer.metrics.StreamerMetrics;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LookaheadTest {

    private static final int MAXIMUM = 4;

    @TempDir
    static Path store;

    private static ServedExplainers explainers;

    private final PrometheusMeterRegistry registry = PrometheusMetrics.registry();
    private final StreamerMetrics metrics = new StreamerMetrics(
            registry, explainers.all().stream().map(Explainer::identity).toList(), Clock.systemUTC());
    private TopicLimits limits = TopicLimits.ofProducer("explanations", Integer.MAX_VALUE);
    private final PollProgress progress = new PollProgress(100, Duration.ofSeconds(1), Duration.ofMinutes(1));
    private final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();

    @BeforeAll
    static void load() {
        explainers = ServedExplainers.load(List.of(
                TinyExplainer.publish(store, "tiny"),
                TinyExplainer.publishClassifier(store, "classifier"),
                TinyExplainer.publishWithEvidence(store, "signed"),
                TinyReviewExplainer.publishPoisonable(store, "reviews")));
    }

    @AfterAll
    static void close() {
        explainers.close();
    }

    @Test
    void leavesEveryExplanationWithItsOwnRecord() {
        for (int i = 0; i < 10; i++) {
            poll(json("m" + i, "C".repeat(1 + i)));
        }
        explainPolled(new RequestReader());
        for (int i = 0; i < 10; i++) {
            assertThat(explanation(i)).startsWith("{\"id\":\"m" + i + "\"");
        }
    }

    @Test
    void eachExplanationNamesItsRequestAndWhatItWasMadeWith() {
        poll(json("m0", "CCO"));
        poll(json("m1", "CC"));
        explainPolled(new RequestReader());

        for (int i = 0; i < 2; i++) {
            Provenance provenance = ExplanationJson.read(explanation(i)).getProvenance();
            assertThat(provenance.getRequestDigest())
                    .isEqualTo("sha256:" + Digests.sha256(records.get(i).value()));
            assertThat(provenance.getSource()).isEqualTo(new RequestSource("requests", 0, (long) i));
            assertThat(provenance.getPrecision()).isEqualTo("float32");
            assertThat(provenance.getProcessor())
                    .startsWith(System.getProperty("os.arch").replace("amd64", "x86_64"));
            assertThat(provenance.getBatch()).isEqualTo(2);
            assertThat(provenance.getPlace()).isEqualTo(i);
            assertThat(provenance.getMaskstream()).isNotBlank();
        }
    }

    @Test
    void batchesByExplainerAndGraphLengthUpToTheMaximum() {
        for (int i = 0; i < 6; i++) {
            poll(json("short" + i, "CCO"));
            poll(json("long" + i, "CCOCCOCCOCCO"));
        }
        poll("{\"id\":\"m\",\"explainer\":\"classifier\",\"smiles\":\"CCO\"}");
        explainPolled(new RequestReader());
        DistributionSummary batches = registry.get("maskstream.batch.records").summary();
        assertThat(batches.count())
                .as("4 + 2 short, 4 + 2 long, 1 for the other")
                .isEqualTo(5);
        assertThat(batches.totalAmount()).isEqualTo(13);
        assertThat(batches.max()).isEqualTo(MAXIMUM);
    }

    @Test
    void shortAndLongReviewsAndMoleculesGoThroughBatchesOfTheirOwn() {
        String longReview = "a film" + " good".repeat(TinyReviewExplainer.LONGEST);
        for (int i = 0; i < 3; i++) {
            poll(review("short" + i, "good film"));
            poll(review("long" + i, longReview));
            poll(json("molecule" + i, "CCO"));
        }
        try (ServedExplainers.Lease lease = explainers.lease()) {
            assertThat(BatchPlan.of(prepared(lease), MAXIMUM))
                    .extracting(
                            batch -> batch.get(0).prepared().explainer().name(),
                            batch -> batch.get(0).prepared().graphLength(),
                            List::size)
                    .containsExactly(tuple("reviews", 4, 3), tuple("reviews", 64, 3), tuple("tiny", 8, 3));
        }
        explainPolled(new RequestReader());
        assertThat(registry.get("maskstream.batch")
                        .tag("explainer", "reviews")
                        .timer()
                        .count())
                .isEqualTo(2);
        assertThat(registry.get("maskstream.batch")
                        .tag("explainer", "tiny")
                        .timer()
                        .count())
                .isEqualTo(1);
        for (int i = 0; i < 9; i++) {
            assertThat(explanation(i)).contains(i % 3 == 2 ? "\"tokens\"" : "\"positive\"");
        }
    }

    @Test
    void aReviewOnWhichTheModelFailsTakesNoMoleculeWithIt() {
        poll(review("bad", "good " + TinyReviewExplainer.POISON));
        poll(json("molecule", "CCO"));
        poll(review("long", "good film and a wonderful film"));
        explainPolled(new RequestReader());
        assertThat(fallbacks()).isEqualTo(1);
        assertThat(refusal(0)).isEqualTo(RefusalReason.MODEL_FAILURE);
        assertThat(explanation(1)).contains("molecule");
        assertThat(explanation(2)).contains("long");
    }

    @Test
    void recordsOfOneBatchMayAskForDifferentClasses() {
        poll(classified("signed", "with"));
        poll(classified("signed", "without"));
        poll(classified("signed", "cat"));
        poll(classified("signed", null));
        poll(classified("classifier", "with"));
        poll(classified("tiny", "with"));
        explainPolled(new RequestReader());
        assertThat(registry.get("maskstream.batch.records").summary().max()).isEqualTo(3);
        assertThat(evidence(0)).isEqualTo("with [-0.0625, 0.25]");
        assertThat(evidence(1)).isEqualTo("without [0.0625, -0.25]");
        assertThat(evidence(3)).as("the most probable one").isEqualTo("with [-0.0625, 0.25]");
        for (int refused : new int[] {2, 4, 5}) {
            assertThat(refusal(refused)).isEqualTo(RefusalReason.UNKNOWN_CLASS);
        }
        // The logit is 1.5, and baseline and evidence of "with" add up to 0.6875; those of "without" are as far below.
        double remainder = 1 / (1 + Math.exp(-1.5)) - 0.6875;
        assertThat(registry.scrape().lines())
                .filteredOn(line -> line.startsWith("maskstream_evidence_remainder_sum{explainer=\"signed\""))
                .singleElement()
                .satisfies(line -> assertThat(Double.parseDouble(line.substring(line.indexOf(' '))))
                        .isCloseTo(3 * remainder, within(1e-6)));
        assertThat(fallbacks()).isZero();
    }

    /** The swap comes after the first of three batches was started. */
    @Test
    void aPollThatIsBeingExplainedKeepsItsVersionThroughASwap() {
        ServedExplainers swapped = ServedExplainers.load(List.of(TinyExplainer.publish(store, "swapped")));
        Explainer next = Explainer.load(TinyExplainer.publish(store, "swapped"));
        metrics.prepare(swapped.all().get(0).identity());
        metrics.prepare(next.identity());
        BatchExplainer explainer = new BatchExplainer(
                new ExplanationWriter(ValueFormat.JSON),
                () -> {
                    if (swapped.all().get(0) != next) {
                        swapped.swap(next);
                    }
                    return false;
                },
                metrics,
                new DriftMonitor(swapped, 0, System::nanoTime));
        Lookahead lookahead = lookahead(
                new RequestPreparation(new RequestReader(), RequestDigest.plain(), swapped, metrics), explainer);
        for (int i = 0; i <= MAXIMUM; i++) {
            poll(json("short" + i, "CCO"));
        }
        poll(json("long", "CCOCCOCCOCCO"));

        lookahead.explain(records);
        assertThat(records)
                .extracting(record -> ((ExplainedRequest)
                                Lookahead.take(record.headers()).orElseThrow())
                        .explainer()
                        .getVersion())
                .containsOnly(1);

        lookahead.explain(records);
        assertThat(records)
                .extracting(record -> ((ExplainedRequest)
                                Lookahead.take(record.headers()).orElseThrow())
                        .explainer()
                        .getVersion())
                .containsOnly(2);
        swapped.close();
    }

    @Test
    void takingAnExplanationLeavesNoTraceInTheHeaders() {
        poll(json("m", "CCO"));
        records.get(0).headers().add("trace", new byte[] {1});
        explainPolled(new RequestReader());
        assertThat(Lookahead.take(records.get(0).headers()))
                .map(outcome -> ((ExplainedRequest) outcome).explainer())
                .hasValue(explainers.all().get(0).identity());
        assertThat(records.get(0).headers()).extracting(header -> header.key()).containsExactly("trace");
        assertThat(Lookahead.take(records.get(0).headers())).isEmpty();
    }

    @Test
    void leavesItsRefusalWithWhatCannotBeExplained() {
        poll("no json");
        poll(json("good", "CCO"));
        poll(json("empty", ""));
        poll(json("overflow", TinyExplainer.OVERFLOW));
        records.add(record(null));
        explainPolled(new RequestReader());
        assertThat(explanation(1)).contains("good");
        assertThat(refusal(0)).isEqualTo(RefusalReason.UNREADABLE);
        assertThat(refusal(2)).isEqualTo(RefusalReason.EMPTY);
        assertThat(refusal(3)).isEqualTo(RefusalReason.MODEL_FAILURE);
        assertThat(refusal(4)).isEqualTo(RefusalReason.UNREADABLE);
        assertThat(fallbacks()).isZero();
    }

    @Test
    void aCommitIsDueAfterTheLastRecordOfAPollWhetherItCouldBeExplainedOrNot() {
        poll("no json");
        poll(json("good", "CCO"));
        poll(json("empty", ""));
        for (int poll = 0; poll < 2; poll++) {
            explainPolled(new RequestReader());
            assertThat(Stream.generate(progress::commitIsDue).limit(4)).containsExactly(false, false, true, false);
        }
    }

    @Test
    void removesAHeaderThatCameOverTheNetworkEvenFromWhatCannotBeExplained() {
        poll("no json");
        poll(json("good", "CCO"));
        records.forEach(record -> record.headers().add(OutcomeHeader.NAME, new byte[] {1}));
        explainPolled(new RequestReader());
        assertThat(records.get(0).headers()).hasSize(1);
        assertThat(refusal(0)).isEqualTo(RefusalReason.UNREADABLE);
        assertThat(explanation(1)).contains("good");
    }

    @Test
    void countsABatchThatFailsAndExplainsAllOfItButThePoison() {
        for (int i = 0; i < MAXIMUM; i++) {
            poll(json("m" + i, i == 2 ? TinyExplainer.POISON : "CCO"));
        }
        poll(json("next", "CCO"));
        explainPolled(new RequestReader());
        assertThat(fallbacks()).isEqualTo(1);
        assertThat(refusal(2)).isEqualTo(RefusalReason.MODEL_FAILURE);
        for (int good : new int[] {0, 1, 3}) {
            assertThat(explanation(good)).contains("\"m" + good + "\"");
        }
        assertThat(explanation(MAXIMUM)).contains("next");
    }

    @Test
    void decidesOnNothingWhileTheRegistryDoesNotAnswer() {
        records.add(record(new byte[] {0, 0, 0, 0, 1, 0}));
        poll(json("m", "CCO"));
        assertThatThrownBy(() -> explainPolled(new RequestReader(new SchemaRegistry(URI.create("http://127.0.0.1:1")))))
                .isInstanceOf(SchemaRegistryException.class);
        assertThat(records).allSatisfy(record -> assertThat(record.headers()).isEmpty());
        assertThat(fallbacks()).isZero();
    }

    @Test
    void stopsWhereTheTimeOfAPollIsOverButNotBeforeTheFirstRecord() {
        for (int i = 0; i < 10; i++) {
            poll(json("m" + i, "CCO"));
        }
        try (Lookahead hasty = new Lookahead(
                new RequestPreparation(new RequestReader(), RequestDigest.plain(), explainers, metrics),
                explainer(),
                MAXIMUM,
                new Lookahead.Budget(Duration.ofSeconds(10), Duration.ZERO),
                new KnownLimits(limits),
                metrics,
                progress)) {
            assertThat(hasty.explain(records)).isEqualTo(1);
        }
        assertThat(explanation(0)).contains("m0");
        assertThat(records.get(1).headers()).isEmpty();
    }

    @Test
    void refusesAnExplanationThatItsTopicWouldNotTake() {
        poll(json("m", "CCO"));
        records.add(new ConsumerRecord<>(
                "requests",
                0,
                1,
                System.currentTimeMillis() + 100_000,
                TimestampType.CREATE_TIME,
                0,
                0,
                null,
                json("early", "CCO").getBytes(StandardCharsets.UTF_8),
                new RecordHeaders(),
                Optional.empty()));
        poll(json("x".repeat(1000), "CCO"));
        limits = TopicLimits.ofProducer("explanations", 10_000)
                .withMaximumBytes(1000)
                .withTimestamps(Long.MAX_VALUE, 50_000);
        explainPolled(new RequestReader());
        assertThat(explanation(0)).contains("\"m\"");
        assertThat(refusal(1)).isEqualTo(RefusalReason.NOT_TAKEN);
        assertThat(refusal(2)).isEqualTo(RefusalReason.TOO_LARGE);
    }

    private BatchExplainer explainer() {
        return new BatchExplainer(
                new ExplanationWriter(ValueFormat.JSON),
                VerificationPolicy.NEVER,
                metrics,
                new DriftMonitor(explainers, 0, System::nanoTime));
    }

    private Lookahead lookahead(RequestPreparation preparation, BatchExplainer explainer) {
        return new Lookahead(
                preparation,
                explainer,
                MAXIMUM,
                new Lookahead.Budget(Duration.ofSeconds(10), Duration.ofSeconds(10)),
                new KnownLimits(limits),
                metrics,
                progress);
    }

    private void explainPolled(RequestReader reader) {
        try (Lookahead lookahead =
                lookahead(new RequestPreparation(reader, RequestDigest.plain(), explainers, metrics), explainer())) {
            assertThat(lookahead.explain(records)).isEqualTo(records.size());
        }
    }

    private List<PolledRecord> prepared(ServedExplainers.Lease lease) {
        RequestPreparation preparation =
                new RequestPreparation(new RequestReader(), RequestDigest.plain(), explainers, metrics);
        return records.stream()
                .map(record -> {
                    PolledRecord polled = new PolledRecord(new GivenRecord(
                            new RecordOrigin(record.topic(), record.partition(), record.offset()), record.value()));
                    polled.prepared(preparation.encode(
                            polled.origin(), record.value(), preparation.read(polled.origin(), record.value()), lease));
                    return polled;
                })
                .toList();
    }

    private void poll(String value) {
        records.add(record(value.getBytes(StandardCharsets.UTF_8)));
    }

    private ConsumerRecord<byte[], byte[]> record(byte[] value) {
        return new ConsumerRecord<>("requests", 0, records.size(), null, value);
    }

    private String explanation(int record) {
        return Lookahead.take(records.get(record).headers())
                .map(outcome -> new String(((ExplainedRequest) outcome).value(), StandardCharsets.UTF_8))
                .orElseThrow(() -> new AssertionError("no explanation with record " + record));
    }

    private String evidence(int record) {
        Evidence evidence = ExplanationJson.read(explanation(record)).getEvidence();
        return evidence.getOutput() + " " + evidence.getValues();
    }

    private RefusalReason refusal(int record) {
        return Lookahead.take(records.get(record).headers())
                .map(outcome -> ((RefusedRequest) outcome).reason())
                .orElseThrow(() -> new AssertionError("no refusal with record " + record));
    }

    private double fallbacks() {
        return registry.get("maskstream.lookahead.fallbacks").counter().count();
    }

    private static String review(String id, String text) {
        return "{\"id\":\"" + id + "\",\"text\":\"" + text + "\"}";
    }

    /** @param name name of a class; null for none */
    private static String classified(String explainer, String name) {
        return "{\"id\":\"m\",\"explainer\":\"" + explainer + "\",\"smiles\":\"CO\",\"class\":"
                + (name == null ? null : '"' + name + '"') + "}";
    }

    private static String json(String id, String smiles) {
        return "{\"id\":\"" + id + "\",\"smiles\":\"" + smiles + "\"}";
    }
}
