package io.maskstream.streamer.app;

import static io.maskstream.streamer.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.maskstream.broker.EmbeddedBroker;
import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.schemas.record.ClassPrediction;
import io.maskstream.schemas.record.Explanation;
import io.maskstream.schemas.record.ExplanationJson;
import io.maskstream.schemas.record.ValuePrediction;
import io.maskstream.streamer.engine.TinyExplainer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What Prometheus and Kubernetes read from a running streamer that serves two explainers on one stream. */
@ExtendWith(SharedBroker.class)
@Timeout(120)
class MetricsIT {

    @TempDir
    static Path store;

    private static ExplainerArtifact artifact;

    @AutoClose
    private static RunningStreamer streamer;

    private static KafkaSide kafka;

    @BeforeAll
    static void startStreamer(EmbeddedBroker broker) {
        TinyExplainer.publish(store, "tiny");
        artifact = TinyExplainer.publish(store, "tiny");
        TinyExplainer.publishClassifier(store, "classifier");
        streamer = RunningStreamer.start(
                broker,
                "metrics",
                store,
                Map.of("explainers", "tiny, classifier", "verify", "always", "value.format", "json"));
        kafka = streamer.kafka();
        kafka.publish("m1", "{\"id\":\"m1\",\"smiles\":\"CCO\"}");
        kafka.publish("m2", "{\"id\":\"m2\",\"explainer\":\"classifier\",\"smiles\":\"CCO\"}");
        kafka.publish("m3", "{\"id\":\"m3\",\"smiles\":\"\"}");
        kafka.refused("m3");
    }

    @Test
    void theFirstExplainerOfAKindAnswersWhenNoneIsNamed() {
        Explanation explanation = explanation("m1");
        assertThat(explanation.getExplainer().getName()).isEqualTo("tiny");
        assertThat(explanation.getExplainer().getVersion()).as("the highest").isEqualTo(2);
        assertThat(explanation.getExplainer().getDigest()).isEqualTo(artifact.digest());
    }

    @Test
    void verifiedExplanationsHaveThePredictionOnTheMaskedInput() {
        ValuePrediction masked = (ValuePrediction) explanation("m1").getMaskedPrediction();
        // The carbons count a tenth each, the oxygen counts in full.
        assertThat(masked.getValue()).isCloseTo(3.2f, within(1e-5f));
        ClassPrediction classes = (ClassPrediction) explanation("m2").getMaskedPrediction();
        assertThat(classes.getClasses()).hasSize(2);
    }

    @Test
    void classesComeMostProbableFirst() {
        ClassPrediction prediction = (ClassPrediction) explanation("m2").getPrediction();
        assertThat(prediction.getClasses().get(0).getName()).isEqualTo("with");
        assertThat(prediction.getClasses().get(0).getProbability())
                .isGreaterThan(prediction.getClasses().get(1).getProbability());
    }

    @Test
    void countsRecordsByOutcomeExplainerAndVersion() {
        explanation("m1");
        explanation("m2");
        assertThat(value("maskstream_records_total{explainer=\"tiny\",outcome=\"explained\",version=\"2\"}"))
                .isEqualTo(1);
        assertThat(value("maskstream_records_total{explainer=\"classifier\",outcome=\"explained\",version=\"1\"}"))
                .isEqualTo(1);
        assertThat(value("maskstream_records_total{explainer=\"none\",outcome=\"dead_letter\",version=\"none\"}"))
                .isEqualTo(1);
        assertThat(value("maskstream_dead_letters_total{reason=\"empty\"}")).isEqualTo(1);
        assertThat(value("maskstream_dead_letters_total{reason=\"model_failure\"}"))
                .isZero();
        assertThat(value("maskstream_lookahead_fallbacks_total")).isZero();
    }

    @Test
    void timesAreHistograms() {
        explanation("m1");
        explanation("m2");
        assertThat(value("maskstream_explanation_latency_seconds_count")).isEqualTo(2);
        assertThat(value("maskstream_explanation_latency_seconds_bucket{le=\"+Inf\"}"))
                .isEqualTo(2);
        assertThat(value("maskstream_explanation_latency_seconds_sum")).isPositive();
        assertThat(value("maskstream_batch_seconds_bucket{explainer=\"tiny\",le=\"+Inf\"}"))
                .isEqualTo(1);
        assertThat(value("maskstream_batch_records_sum")).isEqualTo(2);
        assertThat(value("maskstream_stage_seconds_count{stage=\"decode\"}"))
                .as("each record once, including the bad one")
                .isEqualTo(3);
        for (String stage : List.of("answer", "forward")) {
            assertThat(value("maskstream_stage_seconds_count{stage=\"" + stage + "\"}"))
                    .as(stage)
                    .isEqualTo(2);
        }
    }

    @Test
    void masksAreDistributions() {
        explanation("m1");
        assertThat(value("maskstream_mask_area_sum{explainer=\"tiny\",version=\"2\"}"))
                .isBetween(0.399, 0.401);
        assertThat(value("maskstream_mask_area_bucket{explainer=\"tiny\",version=\"2\",le=\"0.3\"}"))
                .isZero();
        assertThat(value("maskstream_mask_area_bucket{explainer=\"tiny\",version=\"2\",le=\"0.5\"}"))
                .isEqualTo(1);
        double agreement = 1 / (1 + (TinyExplainer.prediction("CCO") - 3.2));
        assertThat(value("maskstream_masked_agreement_sum{explainer=\"tiny\",version=\"2\"}"))
                .isBetween(agreement - 0.001, agreement + 0.001);
        assertThat(value("maskstream_masked_agreement_count{explainer=\"tiny\",version=\"2\"}"))
                .isEqualTo(1);
    }

    @Test
    void saysHowMuchMemoryTheProcessAndItsHeapTake() {
        double heap = value("jvm_memory_used_bytes{area=\"heap\"}");
        assertThat(heap).isPositive();
        // TensorFlow's library and graphs are outside the heap.
        assumeTrue(Files.exists(Path.of("/proc/self/status")), "The resident memory is only known on Linux");
        assertThat(value("process_resident_memory_bytes")).isGreaterThan(heap);
    }

    @Test
    void namesTheExplainersThatAreServed() {
        assertThat(value("maskstream_explainer_info{digest=\"" + artifact.digest()
                        + "\",explainer=\"tiny\",version=\"2\"}"))
                .isEqualTo(1);
    }

    @Test
    void theReadmeListsTheStreamersOwn() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        List<String> own = Scrape.get(streamer.httpPort(), "/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("# TYPE maskstream_"))
                .map(line -> line.split(" ")[2])
                .map(name -> name.replaceAll("_(max|info)$", ""))
                .distinct()
                .toList();
        assertThat(own).hasSizeGreaterThan(10).allSatisfy(name -> assertThat(readme)
                .contains("`" + name));
    }

    @Test
    void hasTheUsefulPartOfKafkaStreamsOwnMetrics() {
        explanation("m1");
        // The metrics of a partition appear at the first refresh after its assignment.
        String text = await("there is a lag")
                .until(
                        () -> Scrape.get(streamer.httpPort(), "/metrics").body(),
                        metrics -> metrics.contains("kafka_consumer_fetch_manager_records_lag{"));
        assertThat(text).contains("kafka_stream_thread_process_total{", "kafka_stream_client_state{");
        assertThat(text.lines().filter(line -> line.startsWith("kafka_"))).hasSizeLessThan(30);
    }

    @Test
    void isHealthyWhileItRuns() {
        assertThat(Scrape.get(streamer.httpPort(), "/health/live").statusCode()).isEqualTo(200);
        HttpResponse<String> ready = await("it is ready")
                .until(() -> Scrape.get(streamer.httpPort(), "/health/ready"), answer -> answer.statusCode() == 200);
        assertThat(ready.body()).isEqualTo("{\"status\":\"UP\",\"stream\":\"RUNNING\"}\n");
    }

    private static Explanation explanation(String key) {
        return ExplanationJson.read(new String(kafka.explained(key).value(), StandardCharsets.UTF_8));
    }

    private static double value(String series) {
        return Scrape.value(streamer.httpPort(), series);
    }
}
