package io.maskstream.streamer.lookahead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.maskstream.schemas.record.ExplanationWriter;
import io.maskstream.schemas.record.RequestReader;
import io.maskstream.schemas.record.SchemaRegistry;
import io.maskstream.schemas.record.ValueFormat;
import io.maskstream.streamer.TinyExplainer;
import io.maskstream.streamer.TinyReviewExplainer;
import io.maskstream.streamer.engine.BatchExplainer;
import io.maskstream.streamer.engine.ExplainedRequest;
import io.maskstream.streamer.engine.Explainer;
import io.maskstream.streamer.engine.RecordOrigin;
import io.maskstream.streamer.engine.RequestPreparation;
import io.maskstream.streamer.engine.ServedExplainers;
import io.maskstream.streamer.engine.VerificationPolicy;
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
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
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
    private final PollProgress progress = new PollProgress(100, Duration.ofMinutes(1));
    private final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();

    @BeforeAll
    static void load() {
        explainers = ServedExplainers.load(List.of(
                TinyExplainer.publish(store, "tiny"),
                TinyExplainer.publishClassifier(store, "classifier"),
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
                            batch -> batch.get(0).request().explainer().name(),
                            batch -> batch.get(0).request().graphLength(),
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
        assertThat(records.get(0).headers()).isEmpty();
        assertThat(explanation(1)).contains("molecule");
        assertThat(explanation(2)).contains("long");
    }

    /** The swap comes after the first of three batches was asked for. */
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
                metrics);
        Lookahead lookahead = new Lookahead(
                new RequestPreparation(new RequestReader(), swapped, metrics), explainer, MAXIMUM, metrics, progress);
        for (int i = 0; i <= MAXIMUM; i++) {
            poll(json("short" + i, "CCO"));
        }
        poll(json("long", "CCOCCOCCOCCO"));

        lookahead.explain(records);
        assertThat(records)
                .extracting(record -> Lookahead.take(record.headers())
                        .orElseThrow()
                        .explainer()
                        .getVersion())
                .containsOnly(1);

        lookahead.explain(records);
        assertThat(records)
                .extracting(record -> Lookahead.take(record.headers())
                        .orElseThrow()
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
                .map(ExplainedRequest::explainer)
                .hasValue(explainers.all().get(0).identity());
        assertThat(records.get(0).headers()).extracting(header -> header.key()).containsExactly("trace");
        assertThat(Lookahead.take(records.get(0).headers())).isEmpty();
    }

    @Test
    void passesByWhatCannotBeExplained() {
        poll("no json");
        poll(json("good", "CCO"));
        poll(json("empty", ""));
        poll(json("overflow", TinyExplainer.OVERFLOW));
        records.add(record(null));
        explainPolled(new RequestReader());
        assertThat(explanation(1)).contains("good");
        for (int bad : new int[] {0, 2, 3, 4}) {
            assertThat(records.get(bad).headers()).isEmpty();
        }
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
        records.forEach(record -> record.headers().add(ExplainedHeader.NAME, new byte[] {1}));
        explainPolled(new RequestReader());
        assertThat(records.get(0).headers()).isEmpty();
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
        assertThat(records.get(2).headers()).isEmpty();
        for (int good : new int[] {0, 1, 3}) {
            assertThat(explanation(good)).contains("\"m" + good + "\"");
        }
        assertThat(explanation(MAXIMUM)).contains("next");
    }

    @Test
    void leavesAllToTheTopologyWhileTheRegistryDoesNotAnswer() {
        records.add(record(new byte[] {0, 0, 0, 0, 1, 0}));
        poll(json("m", "CCO"));
        explainPolled(new RequestReader(new SchemaRegistry(URI.create("http://127.0.0.1:1"))));
        assertThat(records).allSatisfy(record -> assertThat(record.headers()).isEmpty());
        assertThat(fallbacks()).isZero();
    }

    /** As the consumer does it. */
    private void explainPolled(RequestReader reader) {
        BatchExplainer explainer =
                new BatchExplainer(new ExplanationWriter(ValueFormat.JSON), VerificationPolicy.NEVER, metrics);
        Lookahead lookahead = new Lookahead(
                new RequestPreparation(reader, explainers, metrics), explainer, MAXIMUM, metrics, progress);
        try (LookaheadInterceptor interceptor = new LookaheadInterceptor()) {
            interceptor.configure(Map.of(LookaheadInterceptor.LOOKAHEAD, lookahead));
            var polled = new ConsumerRecords<>(Map.of(new TopicPartition("requests", 0), records), Map.of());
            assertThat(interceptor.onConsume(polled)).isSameAs(polled);
        }
    }

    private List<PolledRequest> prepared(ServedExplainers.Lease lease) {
        RequestPreparation preparation = new RequestPreparation(new RequestReader(), explainers, metrics);
        return records.stream()
                .map(record -> new PolledRequest(
                        preparation.prepare(new RecordOrigin("requests", 0, record.offset()), record.value(), lease),
                        record.headers()))
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
                .map(explained -> new String(explained.value(), StandardCharsets.UTF_8))
                .orElseThrow(() -> new AssertionError("no explanation with record " + record));
    }

    private double fallbacks() {
        return registry.get("maskstream.lookahead.fallbacks").counter().count();
    }

    private static String review(String id, String text) {
        return "{\"id\":\"" + id + "\",\"text\":\"" + text + "\"}";
    }

    private static String json(String id, String smiles) {
        return "{\"id\":\"" + id + "\",\"smiles\":\"" + smiles + "\"}";
    }
}
