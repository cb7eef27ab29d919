package io.maskstream.trainer.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskstream.broker.EmbeddedBroker;
import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.schemas.record.AvroCodec;
import io.maskstream.schemas.record.ExplainerRelease;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class ReleaseAnnouncementIT {

    private static EmbeddedBroker broker;

    @TempDir
    Path store;

    @BeforeAll
    static void start() {
        broker = EmbeddedBroker.start(Map.of());
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void announcesTheHighestVersionAndAnyOther() {
        ExplainerArtifact first = ReleaseGateTest.judged(store);
        ExplainerArtifact second = ReleaseGateTest.judged(store);
        broker.createTopics(1, "explainer-releases");

        CommandRun highest = publish("--bootstrap-servers {}", broker.bootstrapServers());
        CommandRun other =
                CommandRun.of("publish {} --bootstrap-servers {}", first.folder(), broker.bootstrapServers());

        assertThat(highest).isEqualTo(new CommandRun(0, "", ""));
        assertThat(other).isEqualTo(new CommandRun(0, "", ""));
        List<ConsumerRecord<String, byte[]>> records = records("explainer-releases", 2);
        assertThat(records).extracting(ConsumerRecord::key).containsExactly("planted", "planted");
        assertThat(records)
                .extracting(
                        record -> AvroCodec.singleObject(ExplainerRelease.class).decode(record.value()))
                .containsExactly(release(2, second), release(1, first));
    }

    @Test
    void takesAnotherTopicAndSettingsOfTheProducer() throws IOException {
        ReleaseGateTest.judged(store);
        broker.createTopics(1, "others");
        Path config = Files.writeString(store.resolve("client.properties"), "client.id=release-desk\n");

        CommandRun run = publish(
                "--bootstrap-servers {} --releases-topic others --command-config {}",
                broker.bootstrapServers(),
                config);

        assertThat(run.exitCode()).isZero();
        assertThat(records("others", 1)).hasSize(1);
    }

    @Test
    void saysWhereStreamersFindTheStore() {
        ReleaseGateTest.judged(store);
        broker.createTopics(1, "served");

        CommandRun run = publish(
                "--bootstrap-servers {} --releases-topic served --store-location https://models.example/explainers/",
                broker.bootstrapServers());

        assertThat(run).isEqualTo(new CommandRun(0, "", ""));
        ConsumerRecord<String, byte[]> record = records("served", 1).get(0);
        assertThat(AvroCodec.singleObject(ExplainerRelease.class)
                        .decode(record.value())
                        .getLocation())
                .isEqualTo("https://models.example/explainers/planted/1");
    }

    @Test
    void recordsWhichConditionsOfTheGateWereOverridden() {
        ReleaseGateTest.judged(store, "stable", "better_than_random");
        broker.createTopics(1, "overridden");
        String options = "--bootstrap-servers {} --releases-topic overridden --despite better_than_random";

        CommandRun refused = publish(options, broker.bootstrapServers());
        CommandRun published = publish(options + " --despite stable", broker.bootstrapServers());

        assertThat(refused.exitCode()).isEqualTo(4);
        assertThat(refused.err()).startsWith("Version 1 of planted is not announced: it fails stable (");
        assertThat(published).isEqualTo(new CommandRun(0, "", ""));
        List<ConsumerRecord<String, byte[]>> records = records("overridden", 1);
        assertThat(records).hasSize(1);
        assertThat(AvroCodec.singleObject(ExplainerRelease.class)
                        .decode(records.get(0).value())
                        .getDespite())
                .containsExactly("stable", "better_than_random");
    }

    @Test
    void rollbackAnnouncesAnEarlierVersion() {
        ExplainerArtifact first = ReleaseGateTest.judged(store);
        ReleaseGateTest.judged(store);
        broker.createTopics(1, "rolled-back");

        CommandRun run = rollback(1, "--releases-topic rolled-back");

        assertThat(run).isEqualTo(new CommandRun(0, "", ""));
        ConsumerRecord<String, byte[]> record = records("rolled-back", 1).get(0);
        assertThat(record.key()).isEqualTo("planted");
        assertThat(AvroCodec.singleObject(ExplainerRelease.class).decode(record.value()))
                .isEqualTo(release(1, first));
    }

    @Test
    void rollbackChecksTheVersionFirst() throws IOException {
        ExplainerArtifact first = ReleaseGateTest.judged(store);
        ReleaseGateTest.judged(store);
        Files.writeString(first.folder().resolve(ExplainerArtifact.VOCABULARY), "C\n");
        broker.createTopics(1, "damaged");

        CommandRun run = rollback(1, "--releases-topic damaged");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("is damaged: vocabulary.txt");
        assertThat(ended("damaged")).isZero();
    }

    @Test
    void rollbackLeadsToNoMissingAndToNoHighestVersion() {
        ReleaseGateTest.judged(store);
        ReleaseGateTest.judged(store);

        CommandRun missing = rollback(3, "");
        CommandRun highest = rollback(2, "");

        assertThat(missing.exitCode()).isEqualTo(1);
        assertThat(missing.err())
                .contains("There is no explainer in " + store.resolve("planted").resolve("3"));
        assertThat(highest.exitCode()).isEqualTo(1);
        assertThat(highest.err()).contains("Version 2 of planted is the highest in its store");
    }

    private CommandRun rollback(int version, String more) {
        return CommandRun.of(
                "rollback {} --bootstrap-servers {} " + more,
                store.resolve("planted/" + version),
                broker.bootstrapServers());
    }

    /** Returns the number of records in a topic. */
    private static long ended(String topic) {
        Map<String, Object> settings = Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers());
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            TopicPartition partition = new TopicPartition(topic, 0);
            return consumer.endOffsets(List.of(partition)).get(partition);
        }
    }

    @Test
    void aTopicThatIsNotThereEndsInASentence() throws IOException {
        ReleaseGateTest.judged(store);

        CommandRun run = publish(
                "--bootstrap-servers {} --releases-topic nowhere --command-config {}",
                broker.bootstrapServers(),
                twoSeconds());

        assertNotAnnounced(75, run, "on the topic nowhere at " + broker.bootstrapServers());
    }

    @Test
    void brokersThatCannotBeReachedEndInASentence() throws IOException {
        ReleaseGateTest.judged(store);
        String nobody;
        try (ServerSocket socket = new ServerSocket(0)) {
            nobody = "127.0.0.1:" + socket.getLocalPort();
        }
        Instant start = Instant.now();

        CommandRun run = publish("--bootstrap-servers {} --command-config {}", nobody, twoSeconds());

        assertNotAnnounced(75, run, "on the topic explainer-releases at " + nobody);
        assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(15));
    }

    @Test
    void anAddressThatIsNoneEndsInASentence() {
        ReleaseGateTest.judged(store);

        assertNotAnnounced(1, publish("--bootstrap-servers {}", "no port"), "bootstrap.servers");
    }

    @Test
    void aSettingThatKafkaDoesNotTakeIsNamed() throws IOException {
        ReleaseGateTest.judged(store);
        Path config = Files.writeString(store.resolve("client.properties"), "acks=most\n");

        assertNotAnnounced(
                1, publish("--bootstrap-servers {} --command-config {}", broker.bootstrapServers(), config), "acks");
    }

    private static void assertNotAnnounced(int exitCode, CommandRun run, String words) {
        assertThat(run.exitCode()).isEqualTo(exitCode);
        assertThat(run.err())
                .startsWith("Version 1 of planted is in the store, but could not be announced")
                .contains(words)
                .endsWith("Announce it with 'trainer publish' when the brokers can be reached.\n")
                .doesNotContain("..", "\tat ");
        assertThat(run.err().lines()).hasSize(1);
    }

    /** Client settings with a timeout of two seconds. */
    private Path twoSeconds() throws IOException {
        return Files.writeString(store.resolve("client.properties"), "max.block.ms=2000\n");
    }

    private CommandRun publish(String options, Object... values) {
        return CommandRun.of(
                "publish " + options + " {}",
                Stream.concat(Stream.of(values), Stream.of(store.resolve("planted")))
                        .toArray());
    }

    private static ExplainerRelease release(int version, ExplainerArtifact artifact) {
        return ExplainerRelease.newBuilder()
                .setName("planted")
                .setVersion(version)
                .setLocation(artifact.folder().toAbsolutePath().toString())
                .setDigest(artifact.digest())
                .setFrozenModelDigest(StoredExplainer.FROZEN_MODEL_DIGEST)
                .build();
    }

    private static List<ConsumerRecord<String, byte[]>> records(String topic, int expected) {
        return records(broker, topic, expected);
    }

    /** Waits for a number of records in a topic of one partition, and returns them. */
    static List<ConsumerRecord<String, byte[]>> records(EmbeddedBroker broker, String topic, int expected) {
        Map<String, Object> settings = Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers());
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = List.of(new TopicPartition(topic, 0));
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
            Instant end = Instant.now().plusSeconds(30);
            while (records.size() < expected && Instant.now().isBefore(end)) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
            return records;
        }
    }
}
