package io.maskstream.streamer.app;

import static io.maskstream.streamer.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.maskstream.broker.EmbeddedBroker;
import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.schemas.record.CandidateKey;
import io.maskstream.streamer.engine.TinyExplainer;
import io.maskstream.streamer.release.Releases;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The live view of a streamer that tries a candidate. */
@ExtendWith(SharedBroker.class)
@Timeout(120)
class CandidateLiveViewIT {

    private static final String NAME = "tiny";
    private static final String RELEASES = "candidate-live-releases";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path own;

    @TempDir
    Path trainers;

    /** On CCO: the masks are 0.1, 0.1 and 1 and, the other way round, 1, 1 and 0.1. */
    @Test
    void aRecordHasWhatBothVersionsSayOfIt(EmbeddedBroker broker) throws Exception {
        broker.createTopics(1, RELEASES);
        TinyExplainer.publishValueWithEvidence(own, NAME);
        TinyExplainer.publishValueWithEvidence(trainers, NAME);
        ExplainerArtifact inverted = TinyExplainer.publishInverted(trainers, NAME);
        try (RunningStreamer streamer = RunningStreamer.start(
                broker,
                "candidate-live",
                own,
                Map.of(
                        "explainers",
                        NAME,
                        "live.view",
                        "true",
                        "releases.topic",
                        RELEASES,
                        "releases.allowed.folders",
                        trainers.toString(),
                        "candidate.sample.rate",
                        "1",
                        "verify",
                        "always"))) {
            try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                    Map.of("bootstrap.servers", broker.bootstrapServers()),
                    new StringSerializer(),
                    new ByteArraySerializer())) {
                byte[] release = Releases.value(Releases.of(inverted));
                producer.send(new ProducerRecord<>(RELEASES, CandidateKey.of(NAME), release))
                        .get();
            }
            await("the candidate is compared")
                    .until(() -> Scrape.sum(streamer.httpPort(), "maskstream_candidate_info") == 1);
            streamer.kafka().publish("m", "{\"id\":\"m\",\"smiles\":\"CCO\"}");

            JsonNode record = record(streamer, json -> json.has("candidate"));

            JsonNode candidate = record.get("candidate");
            assertThat(record.get("explainer").get("version").asInt()).isEqualTo(1);
            assertThat(candidate.get("explainer").get("version").asInt()).isEqualTo(2);
            assertThat(candidate.get("explainer").get("digest").asText()).isEqualTo(inverted.digest());
            assertThat(candidate.get("prediction")).isEqualTo(record.get("prediction"));
            assertThat(record.get("area").asDouble()).isEqualTo(0.4);
            assertThat(candidate.get("area").asDouble()).isEqualTo(0.7);
            assertThat(candidate.get("maskedPrediction")).isNotEqualTo(record.get("maskedPrediction"));
            assertThat(candidate.get("spans")).hasSameSizeAs(record.get("spans"));
            JsonNode comparison = candidate.get("comparison");
            assertThat(comparison.get("rankCorrelation").asDouble()).isEqualTo(-1);
            assertThat(comparison.get("predictionAgreement").asDouble()).isEqualTo(1);
            assertThat(comparison.get("evidenceDistance").asDouble()).isZero();
            assertThat(comparison.get("servingMillis").asDouble()).isPositive();
            assertThat(comparison.get("candidateMillis").asDouble()).isPositive();
        }
    }

    private static JsonNode record(RunningStreamer streamer, Predicate<JsonNode> condition) {
        return await("the record is seen")
                .until(
                        () -> {
                            HttpResponse<String> answer = Scrape.get(streamer.httpPort(), "/live/record?id=m");
                            return answer.statusCode() == 200 ? JSON.readTree(answer.body()) : null;
                        },
                        found -> found != null && condition.test(found));
    }
}
