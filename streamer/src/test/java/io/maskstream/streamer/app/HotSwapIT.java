package io.maskstream.streamer.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskstream.broker.EmbeddedBroker;
import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.schemas.record.AvroCodec;
import io.maskstream.schemas.record.ExplainerRelease;
import io.maskstream.schemas.record.Explanation;
import io.maskstream.streamer.config.StreamerConfig;
import io.maskstream.streamer.engine.TinyExplainer;
import io.maskstream.streamer.release.FileServer;
import io.maskstream.streamer.release.Releases;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** New versions are announced while records flow. */
@ExtendWith(SharedBroker.class)
@Timeout(180)
class HotSwapIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static EmbeddedBroker broker;

    /** The store of the streamer, and the one of the trainer. */
    @TempDir
    Path own;

    @TempDir
    Path trainers;

    private final List<String> published = new ArrayList<>();
    private String topic;
    private ExplainerArtifact first;
    private ExplainerArtifact second;

    @BeforeAll
    static void useBroker(EmbeddedBroker shared) {
        broker = shared;
    }

    @BeforeEach
    void publishVersions(TestInfo test) {
        topic = test.getTestMethod().orElseThrow().getName() + "-releases";
        broker.createTopics(1, topic);
        TinyExplainer.publish(own, "tiny");
        first = TinyExplainer.publish(trainers, "tiny");
        second = TinyExplainer.publish(trainers, "tiny");
    }

    @Test
    void everyRecordIsExplainedOnceFirstByTheOldAndThenByTheNewVersion() throws Exception {
        try (FileServer server = new FileServer(trainers);
                KafkaSide kafka = new KafkaSide(broker, "swap");
                Streamer streamer = start(kafka, "tiny", server.host());
                Streamer standby = start(kafka, "tiny", server.host())) {
            publishUntil(kafka, () -> published.size() >= 200);
            announce(Releases.of(second, server.url(second.folder())));
            publishUntil(kafka, () -> serves(streamer, 2) && serves(standby, 2));
            int swapped = published.size();
            publishUntil(kafka, () -> published.size() >= swapped + 200);

            List<Integer> versions = versions(kafka);
            assertThat(kafka.read()).as("nothing twice, nothing refused").isEqualTo(published.size());
            assertThat(versions).isSortedAccordingTo(Comparator.naturalOrder()).contains(1, 2);
            assertThat(versions.subList(swapped, versions.size())).containsOnly(2);
            for (Streamer instance : List.of(streamer, standby)) {
                assertThat(Scrape.get(instance.httpPort(), "/metrics").body())
                        .as("the old version no longer serves")
                        .doesNotContainPattern("maskstream_explainer_info\\{.*version=\"1\"");
                assertThat(Scrape.value(instance.httpPort(), "maskstream_explainer_swaps_total{explainer=\"tiny\"}"))
                        .isEqualTo(1);
            }
        }
    }

    @Test
    void aDamagedReleaseIsRefusedAndTheOldVersionGoesOn() throws Exception {
        try (KafkaSide kafka = new KafkaSide(broker, "damaged");
                Streamer streamer = start(kafka, "tiny")) {
            Files.writeString(second.savedModel().resolve("saved_model.pb"), "x", StandardOpenOption.APPEND);
            announce(Releases.of(second));
            String refused = "maskstream_releases_refused_total{reason=\"digest_mismatch\"}";
            publishUntil(kafka, () -> Scrape.value(streamer.httpPort(), refused) == 1);
            publishUntil(kafka, () -> published.size() >= 100);

            assertThat(versions(kafka)).containsOnly(1);
            assertThat(kafka.read()).isEqualTo(published.size());
            assertThat(serves(streamer, 1)).isTrue();
            assertThat(Scrape.value(streamer.httpPort(), "maskstream_explainer_swaps_total{explainer=\"tiny\"}"))
                    .isZero();
        }
    }

    @Test
    void theLastReleaseServesFromTheStartAndAnEarlierVersionIsARollback() throws Exception {
        announce(Releases.of(first));
        announce(Releases.of(second));
        try (KafkaSide kafka = new KafkaSide(broker, "rollback");
                Streamer streamer = start(kafka, "tiny")) {
            assertThat(serves(streamer, 2)).isTrue();
            publishUntil(kafka, () -> published.size() >= 50);
            assertThat(versions(kafka)).containsOnly(2);

            announce(Releases.of(first));
            publishUntil(kafka, () -> serves(streamer, 1));
        }
    }

    @Test
    void aPinnedExplainerStaysWhereItIs() throws Exception {
        announce(Releases.of(second));
        try (KafkaSide kafka = new KafkaSide(broker, "pinned");
                Streamer pinned = start(kafka, "tiny:1");
                KafkaSide beside = new KafkaSide(broker, "beside");
                Streamer following = start(beside, "tiny")) {
            assertThat(serves(pinned, 1)).isTrue();
            assertThat(serves(following, 2)).isTrue();
            announce(Releases.of(first));
            announce(Releases.of(second));
            publishUntil(kafka, () -> published.size() >= 50);
            assertThat(versions(kafka)).containsOnly(1);
            assertThat(serves(pinned, 1)).isTrue();
        }
    }

    @Test
    void aReleaseThatIsRefusedAtTheStartIsReplacedByWhatTheStoreHas() throws Exception {
        Files.writeString(second.savedModel().resolve("saved_model.pb"), "x", StandardOpenOption.APPEND);
        announce(Releases.of(second));
        try (KafkaSide kafka = new KafkaSide(broker, "refused");
                Streamer streamer = start(kafka, "tiny")) {
            assertThat(serves(streamer, 1)).isTrue();
            assertThat(Scrape.value(
                            streamer.httpPort(), "maskstream_releases_refused_total{reason=\"digest_mismatch\"}"))
                    .isPositive();
        }
    }

    private Streamer start(KafkaSide kafka, String explainers) {
        return start(kafka, explainers, "");
    }

    private Streamer start(KafkaSide kafka, String explainers, String host) {
        Map<String, String> settings = kafka.settings();
        settings.put("explainer.store", own.toString());
        settings.put("explainers", explainers);
        settings.put("releases.allowed.folders", trainers.toString());
        settings.put("releases.allowed.hosts", host);
        settings.put("releases.topic", topic);
        return Streamer.start(new StreamerConfig(settings));
    }

    private void announce(ExplainerRelease release) throws Exception {
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic, release.getName(), Releases.value(release)))
                    .get();
        }
    }

    @FunctionalInterface
    private interface Condition {
        boolean holds() throws IOException;
    }

    /** Publishes some hundred records per second until a condition holds. */
    private void publishUntil(KafkaSide kafka, Condition condition) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            for (int i = 0; i < 5; i++) {
                String key = "m" + published.size();
                String smiles = published.size() % 3 == 0 ? "CCOCCOCCOCC" : "CCO";
                kafka.publish(
                        key,
                        ("{\"id\":\"" + key + "\",\"smiles\":\"" + smiles + "\"}").getBytes(StandardCharsets.UTF_8));
                published.add(key);
            }
            Thread.sleep(20);
        }
    }

    /** Returns the version that explained each record, in the order of publication. */
    private List<Integer> versions(KafkaSide kafka) {
        List<Integer> versions = new ArrayList<>();
        for (ConsumerRecord<String, byte[]> record : kafka.explained(published)) {
            Explanation explanation = AvroCodec.singleObject(Explanation.class).decode(record.value());
            assertThat(explanation.getId()).isEqualTo(record.key());
            versions.add(explanation.getExplainer().getVersion());
        }
        return versions;
    }

    private static boolean serves(Streamer streamer, int version) {
        return Scrape.get(streamer.httpPort(), "/metrics")
                .body()
                .lines()
                .anyMatch(line -> line.startsWith("maskstream_explainer_info{")
                        && line.contains("explainer=\"tiny\"")
                        && line.contains("version=\"" + version + "\""));
    }
}
