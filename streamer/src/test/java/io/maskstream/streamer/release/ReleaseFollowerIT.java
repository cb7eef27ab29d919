package io.maskstream.streamer.release;

import static io.maskstream.streamer.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.maskstream.broker.EmbeddedBroker;
import io.maskstream.schemas.artifact.ArtifactStore;
import io.maskstream.schemas.artifact.Digests;
import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.schemas.input.image.ImageLimits;
import io.maskstream.schemas.record.ExplainerRelease;
import io.maskstream.streamer.app.SharedBroker;
import io.maskstream.streamer.engine.Explainer;
import io.maskstream.streamer.engine.ExplainerLoader;
import io.maskstream.streamer.engine.ServedExplainers;
import io.maskstream.streamer.engine.TinyExplainer;
import io.maskstream.streamer.metrics.PrometheusMetrics;
import io.maskstream.streamer.metrics.StreamerMetrics;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Tests what a follower waits for, and what it tries again. */
@ExtendWith(SharedBroker.class)
@Timeout(120)
class ReleaseFollowerIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(200);

    private static EmbeddedBroker broker;

    @TempDir
    Path store;

    private final PrometheusMeterRegistry registry = PrometheusMetrics.registry();

    @BeforeAll
    static void useBroker(EmbeddedBroker shared) {
        broker = shared;
    }

    @Test
    void waitsForTheTopicAndForTheLocation() throws Exception {
        ExplainerArtifact first = TinyExplainer.publish(store, "tiny");
        ExplainerArtifact second = TinyExplainer.publish(store, "tiny");
        Path hidden = Files.move(second.folder(), store.resolve("hidden"));
        ServedExplainers explainers = ServedExplainers.load(List.of(first));
        try (explainers;
                ReleaseFollower follower = follower(explainers, "late")) {
            follower.start();
            Thread.sleep(2 * PAUSE.toMillis());
            assertThat(topics()).as("it was not created as a side effect").doesNotContain("late");

            broker.createTopics(1, "late");
            announce("late", Releases.of(second));
            await("the location is tried again").until(() -> refused("unreachable") >= 2);
            assertThat(version(explainers)).isEqualTo(1);

            Files.move(hidden, second.folder());
            await("version 2 serves").until(() -> version(explainers) == 2);
            double tries = refused("unreachable");
            Thread.sleep(5 * PAUSE.toMillis());
            assertThat(refused("unreachable")).as("no longer tried").isEqualTo(tries);
        }
    }

    @Test
    void goesOnAfterRecordsThatAreNoReleasesOfItsOwn() throws Exception {
        ExplainerArtifact first = TinyExplainer.publish(store, "tiny");
        ExplainerArtifact second = TinyExplainer.publish(store, "tiny");
        ServedExplainers explainers = ServedExplainers.load(List.of(first));
        broker.createTopics(1, "mixed");
        try (explainers;
                ReleaseFollower follower = follower(explainers, "mixed")) {
            follower.start();
            announce("mixed", Releases.of(TinyExplainer.publish(store, "stranger")));
            announce("mixed", null, new byte[] {1});
            announce("mixed", "tiny", new byte[] {1});
            await("a release is refused").until(() -> refused("unreadable") == 1);
            announce("mixed", "tiny", null);
            announce("mixed", Releases.of(second));
            await("version 2 serves").until(() -> version(explainers) == 2);
        }
    }

    @Test
    void livesOnWhateverAReleaseThrowsAndTakesTheNextOne() throws Exception {
        ExplainerArtifact first = TinyExplainer.publish(store, "tiny");
        ServedExplainers explainers = ServedExplainers.load(List.of(first));
        broker.createTopics(1, "hostile");
        try (explainers;
                ReleaseFollower follower = follower(explainers, "hostile")) {
            follower.start();
            double refused = 0;
            for (String manifest :
                    List.of("[".repeat(2000), "{\"format\":1,\"fit\":" + "7".repeat(2000) + "}", "", "null")) {
                ExplainerArtifact bad = TinyExplainer.publish(store, "tiny");
                Path file = bad.folder().resolve(ExplainerArtifact.MANIFEST);
                Files.writeString(file, manifest);
                ExplainerRelease release = Releases.of(bad);
                release.setDigest(Digests.sha256(file));
                announce("hostile", release);
                double expected = ++refused;
                await("an explainer is refused").until(() -> refused("invalid") == expected);
            }
            ExplainerRelease nowhere = Releases.of(first, "\u0000\n\u001b[31m");
            nowhere.setDigest("ab".repeat(32));
            announce("hostile", nowhere);
            await("a location is refused").until(() -> refused("not_allowed") == 1);
            assertThat(follower.isAlive()).isTrue();
            assertThat(follower.failure()).isEmpty();

            ExplainerArtifact good = TinyExplainer.publish(store, "tiny");
            announce("hostile", Releases.of(good));
            await("the good one serves")
                    .until(() -> version(explainers) == good.manifest().version());
        }
    }

    @Test
    void saysSoIfItDiesAllTheSame() throws Exception {
        ExplainerArtifact first = TinyExplainer.publish(store, "tiny");
        ServedExplainers explainers = ServedExplainers.load(List.of(first));
        broker.createTopics(1, "interrupted");
        try (explainers) {
            ReleaseFollower follower = follower(explainers, "interrupted");
            assertThat(follower.isAlive()).as("not started yet").isTrue();
            follower.start();
            assertThat(follower.isAlive()).isTrue();
            Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().equals("maskstream-releases"))
                    .forEach(Thread::interrupt);
            await("the follower is dead").until(() -> !follower.isAlive());
            assertThat(follower.failure().orElseThrow()).startsWith("Releases are no longer followed: ");
            assertThat(registry.get("maskstream.releases.follower.failures")
                            .counter()
                            .count())
                    .isPositive();
            follower.close();
        }
    }

    private ReleaseFollower follower(ServedExplainers explainers, String topic) {
        ReleaseMetrics releases = new ReleaseMetrics(registry);
        return new ReleaseFollower(
                new ReleaseTopic(Map.of("bootstrap.servers", broker.bootstrapServers()), topic, PATIENCE),
                new ReleaseIntake(
                        new ArtifactStore(store),
                        1 << 20,
                        AllowedLocations.ofFolders(store),
                        new ExplainerLoader(2, true, ImageLimits.usual(), 1, false),
                        releases),
                explainers,
                Set.of(),
                new StreamerMetrics(
                        registry,
                        explainers.all().stream().map(Explainer::identity).toList(),
                        Clock.systemUTC()),
                releases,
                (name, value) -> {},
                Optional.empty(),
                PAUSE);
    }

    private static Set<String> topics() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            return admin.listTopics().names().get();
        }
    }

    private static void announce(String topic, ExplainerRelease release) throws Exception {
        announce(topic, release.getName(), Releases.value(release));
    }

    private static void announce(String topic, String key, byte[] value) throws Exception {
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic, key, value)).get();
        }
    }

    private static int version(ServedExplainers explainers) {
        return explainers.all().get(0).identity().getVersion();
    }

    private double refused(String reason) {
        return registry.get("maskstream.releases.refused")
                .tag("reason", reason)
                .counter()
                .count();
    }
}
