package io.maskstream.streamer.shadow;

import static io.maskstream.streamer.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.schemas.input.image.ImageLimits;
import io.maskstream.schemas.record.RequestDigest;
import io.maskstream.schemas.record.RequestReader;
import io.maskstream.streamer.engine.Explainer;
import io.maskstream.streamer.engine.ExplainerLoader;
import io.maskstream.streamer.engine.Governor;
import io.maskstream.streamer.engine.ServedExplainers;
import io.maskstream.streamer.engine.TinyExplainer;
import io.maskstream.streamer.metrics.PrometheusMetrics;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ShadowTest {

    private static final String NAME = "tiny";
    private static final Duration AT_ONCE = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final ExplainerLoader LOADER =
            new ExplainerLoader(2, true, ImageLimits.usual(), 1, false).allowing(Set.of("ReadFile"));

    @TempDir
    static Path store;

    private static ServedExplainers serving;

    private final PrometheusMeterRegistry registry = PrometheusMetrics.registry();
    private final ShadowMetrics metrics = new ShadowMetrics(registry, List.of(NAME));
    private final Candidates candidates = new Candidates(metrics);
    private final List<ComparedRecord> heard = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void serve() {
        serving = ServedExplainers.load(List.of(TinyExplainer.publishValueWithEvidence(store, NAME)));
    }

    @AfterAll
    static void closeServing() {
        serving.close();
    }

    @AfterEach
    void closeCandidates() {
        candidates.close();
    }

    /** On CCO, the values of the tokens are 1, 1 and 3, and the masks 0.1, 0.1 and 1 and, inverted, 1, 1 and 0.1. */
    @Test
    void figuresAreThoseOfBothVersions() throws Exception {
        candidates.put(load(TinyExplainer.publishInverted(store, NAME)));
        try (Shadow shadow = shadow(1, Duration.ofMinutes(1))) {
            compare(shadow, "CCO", "CCO");
            await("both are heard of").atMost(PATIENCE).pollInterval(PAUSE).until(() -> heard.size() == 2);
        }
        assertThat(counted("compared")).isEqualTo(2);
        assertThat(heard).allSatisfy(record -> {
            assertThat(record.comparison().rankCorrelation()).isCloseTo(-1, within(1e-9));
            assertThat(record.explanation().getExplainer())
                    .isEqualTo(candidates.identity(NAME).orElseThrow());
        });

        assertThat(mean("rank_correlation")).isCloseTo(-1, within(1e-9));
        assertThat(mean("prediction_agreement")).isEqualTo(1);
        assertThat(mean("evidence_distance")).isCloseTo(0, within(1e-6));
        assertThat(mean("mask_area", "role=\"serving\"")).isCloseTo(1.2 / 3, within(1e-6));
        assertThat(mean("mask_area", "role=\"candidate\"")).isCloseTo(2.1 / 3, within(1e-6));
        // The prediction for CCO is 1 + 1 + 3 = 5; through the two masks it is 3.2 and 2.3.
        assertThat(mean("masked_agreement", "role=\"serving\"")).isCloseTo(1 / (1 + 1.8), within(1e-6));
        assertThat(mean("masked_agreement", "role=\"candidate\"")).isCloseTo(1 / (1 + 2.7), within(1e-6));
    }

    @Test
    void aCandidateThatHangsIsGivenUpAndTheStreamNeverWaits() throws Exception {
        Governor governor = new Governor(store.resolve("hanging"));
        candidates.put(load(TinyExplainer.publish(store, NAME, governor)));
        try (Governor.HeldUp held = governor.holdUp();
                Shadow shadow = shadow(1, Duration.ofMillis(500))) {
            assertThat(held).isNotNull();
            compare(shadow, "CCO");
            for (int i = 0; i < 40; i++) {
                long start = System.nanoTime();
                compare(shadow, "CCO");
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(AT_ONCE);
            }
            assertThat(counted("dropped")).isGreaterThanOrEqualTo(20);
            await("the candidate is given up")
                    .atMost(PATIENCE)
                    .until(() -> sum("maskstream_candidate_failures_total{explainer=\"tiny\",reason=\"hung\"") == 1);
            assertThat(candidates.identity(NAME)).isEmpty();
            assertThat(sum("maskstream_candidate_info")).isZero();

            candidates.put(load(TinyExplainer.publishInverted(store, NAME)));
            compare(shadow, "CCO");
            awaitCounted("compared", 1);
        }
    }

    @Test
    void aCandidateThatFailsCountsAsFailedAndTheNextBatchIsTried() throws Exception {
        Governor governor = new Governor(store.resolve("failing"));
        candidates.put(load(TinyExplainer.publish(store, NAME, governor)));
        try (Shadow shadow = shadow(1, Duration.ofMinutes(1))) {
            governor.letFail();
            compare(shadow, "CCO", "CN");
            awaitCounted("failed", 2);
            assertThat(sum("maskstream_candidate_failures_total{explainer=\"tiny\",reason=\"failed\""))
                    .isEqualTo(1);

            governor.letGoOn();
            compare(shadow, "CCO");
            awaitCounted("compared", 1);
        }
    }

    @Test
    void onlyTheSampleIsComparedAndNothingWithoutACandidate() throws Exception {
        try (Shadow shadow = shadow(0.25, Duration.ofMinutes(1))) {
            shadow.explained(NAME, () -> {
                throw new AssertionError("there is no candidate");
            });
            candidates.put(load(TinyExplainer.publishInverted(store, NAME)));
            for (int i = 0; i < 8; i++) {
                compare(shadow, "CCO");
                awaitCounted("compared", i / 4 + 1);
            }
        }
    }

    @Test
    void nothingIsComparedBeforeItIsForwarded() throws Exception {
        candidates.put(load(TinyExplainer.publishInverted(store, NAME)));
        try (Shadow shadow = shadow(1, Duration.ofMinutes(1))) {
            shadow.explained(NAME, () -> records("CCO"));
            Thread.sleep(300);
            assertThat(sum("maskstream_candidate_records_total")).isZero();

            shadow.forwarded();
            awaitCounted("compared", 1);
        }
    }

    private int drawn;

    private Shadow shadow(double rate, Duration patience) {
        Shadow shadow = new Shadow(
                new RequestReader(),
                RequestDigest.plain(),
                serving,
                candidates,
                // The sample's numbers are 0, 0.25, 0.5, 0.75 and so on.
                new Shadow.Sample(rate, () -> drawn++ % 4 / 4., true),
                metrics,
                List.of(heard::addAll),
                patience);
        shadow.start();
        return shadow;
    }

    private static Explainer load(ExplainerArtifact artifact) {
        return LOADER.load(artifact);
    }

    private static void compare(Shadow shadow, String... smiles) {
        shadow.explained(NAME, () -> records(smiles));
        shadow.forwarded();
    }

    private static List<ConsumerRecord<byte[], byte[]>> records(String... smiles) {
        return Stream.of(smiles)
                .map(molecule -> new ConsumerRecord<byte[], byte[]>(
                        "requests",
                        0,
                        0,
                        null,
                        ("{\"id\":\"m\",\"smiles\":\"" + molecule + "\"}").getBytes(StandardCharsets.UTF_8)))
                .toList();
    }

    private void awaitCounted(String outcome, int records) {
        await(records + " " + outcome).atMost(PATIENCE).pollInterval(PAUSE).until(() -> counted(outcome) == records);
    }

    private double counted(String outcome) {
        return part("records_total", "outcome=\"" + outcome + "\"");
    }

    /** Returns the sum of all series that start with a text. */
    private double sum(String series) {
        return registry.scrape()
                .lines()
                .filter(line -> line.startsWith(series))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private double mean(String figure) {
        return mean(figure, "");
    }

    private double mean(String figure, String label) {
        return part(figure + "_sum", label) / part(figure + "_count", label);
    }

    private double part(String figure, String label) {
        return registry.scrape()
                .lines()
                .filter(line -> line.startsWith("maskstream_candidate_" + figure + "{") && line.contains(label))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }
}
