package io.maskstream.trainer.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.maskstream.broker.EmbeddedBroker;
import io.maskstream.schemas.artifact.ArtifactStore;
import io.maskstream.schemas.artifact.Manifest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A fit from a topic as an orchestrator runs it: it is killed and started again, and its exit code is checked. */
@Timeout(900)
class FitJobIT {

    private static final String TOPIC = "texts";
    private static final int RECORDS = 300;
    private static final int EPOCHS = 12;

    /** Conditions of the gate, most of which a brief evaluation does not measure. */
    private static final String UNMET =
            "not_degenerate,better_than_random,better_than_table,holds_under_other_replacements,no_class_in_mask,"
                    + "no_class_in_area,no_class_over_noise,no_class_over_another_record,evaluator_above_random,stable";

    private static EmbeddedBroker broker;
    private static Path folder;
    private static Path model;

    @BeforeAll
    static void start(@TempDir Path shared) throws IOException {
        folder = shared;
        model = folder.resolve("model");
        Path records = MadeUpRecords.texts(folder, RECORDS);
        assertThat(CommandRun.of(
                                "train texts --records {} --label mood --out {} --output-name mood --epochs 2 --batch 16"
                                        + " --learning-rate 0.01 --maximum-length 40 --gru 4 --dense 4 --device cpu",
                                records,
                                model)
                        .exitCode())
                .isZero();
        broker = EmbeddedBroker.start(Map.of());
        broker.createTopics(1, TOPIC, "releases");
        publish(Files.readAllLines(records).stream()
                .skip(1)
                .map(line -> line.substring(0, line.indexOf('\t')))
                .toList());
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void aKilledOneGoesOnWithTheSameRecordsAndMakesOneVersion() throws Exception {
        Path store = folder.resolve("killed");
        Path run = store.resolve("mine/.fit/runs/nightly");
        String task = fit(store) + " --run nightly";
        int begun = killedAfterACheckpoint(task + " --brief", run.resolve("checkpoint/state.json"));
        publish(List.of("a late text that no fit has seen"));

        Map<String, Double> pushed;
        try (PushedFigures gateway = new PushedFigures()) {
            CommandRun second = CommandRun.of(task + " --brief --push-metrics {}", gateway.address());
            assertThat(second.err()).isEmpty();
            assertThat(second.exitCode()).isZero();
            pushed = gateway.figures("POST /metrics/job/maskstream-trainer/explainer/mine");
        }
        String announced = task + " --announce --releases-topic releases --despite " + UNMET;
        CommandRun third = CommandRun.of(announced);
        CommandRun fourth = CommandRun.of(announced);

        assertThat(begun).as("epochs before it was killed").isBetween(1, EPOCHS - 1);
        assertThat(third.err()).isEmpty();
        assertThat(third.exitCode()).isZero();
        assertThat(fourth).isEqualTo(third);
        ArtifactStore versions = new ArtifactStore(store);
        assertThat(versions.versions("mine")).containsExactly(1);
        Manifest manifest = versions.openLatest("mine").manifest();
        assertThat(manifest.fit().get("run").asText()).isEqualTo("nightly");
        assertThat(manifest.fit().at("/data/name").asText()).isEqualTo("topic texts, offsets 0:0-" + RECORDS);
        assertThat(run.resolve("run.json")).exists();
        assertThat(run.resolve("checkpoint")).doesNotExist();
        assertThat(ended("releases")).as("announcements").isEqualTo(1);
        assertThat(pushed)
                .containsEntry("maskstream_fit_running", 0.)
                .containsEntry("maskstream_fit_exit_code", 0.)
                .containsEntry("maskstream_fit_version", 1.)
                .containsEntry("maskstream_fit_progress_ratio", 1.)
                .containsEntry(
                        "maskstream_fit_agreement",
                        manifest.measured().get("agreement").asDouble());
    }

    @Test
    void recordsThatAreGoneAreTriedAnewAndOtherFailuresAreNot() throws Exception {
        broker.createTopics(1, "expired");
        Path store = folder.resolve("expired");
        Path run = Files.createDirectories(store.resolve("mine/.fit/runs/nightly"));
        Files.writeString(run.resolve("run.json"), "{\"offsets\":{\"expired\":\"0:0-40\"},\"announced\":false}");
        String task = "fit {} --records topic:expired --bootstrap-servers {} --store {} --name mine --run nightly";

        CommandRun gone = CommandRun.of(task, model, broker.bootstrapServers(), store);
        CommandRun empty = CommandRun.of(task, model, broker.bootstrapServers(), store);

        assertThat(gone.exitCode()).isEqualTo(75);
        assertThat(gone.err())
                .startsWith("The topic expired does not contain all records of partition 0 from offset 0 to 40")
                .endsWith("The next attempt of the run nightly does so.\n");
        assertThat(empty.exitCode()).isEqualTo(1);
        assertThat(empty.err()).startsWith("The topic expired has no requests");
    }

    /** Starts a process and kills it after its first checkpoint; returns the number of epochs in the checkpoint. */
    private static int killedAfterACheckpoint(String task, Path checkpoint) throws Exception {
        Path output = folder.resolve("output");
        Process process = process(task, output);
        try {
            awaitCheckpointOrEnd(process, checkpoint);
            while (!Files.exists(checkpoint)) {
                // Tries again like an orchestrator: on a busy machine, the broker may not respond in time.
                assertThat(process.exitValue()).as(Files.readString(output)).isEqualTo(ExitCode.TRY_AGAIN.code());
                process = process(task, output);
                awaitCheckpointOrEnd(process, checkpoint);
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertThat(process.exitValue()).isEqualTo(137);
        return new ObjectMapper().readTree(checkpoint.toFile()).get("epochs").asInt();
    }

    private static void awaitCheckpointOrEnd(Process process, Path checkpoint) {
        await("a checkpoint, or the end of the process")
                .atMost(Duration.ofMinutes(5))
                // Short, so that the process is killed before its next checkpoints.
                .pollInterval(Duration.ofMillis(5))
                .until(() -> Files.exists(checkpoint) || !process.isAlive());
    }

    private static Process process(String task, Path output) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Trainer.class.getName()));
        command.addAll(List.of(task.split(" ")));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    private static String fit(Path store) {
        return "fit " + model + " --records topic:" + TOPIC + " --bootstrap-servers " + broker.bootstrapServers()
                + " --store " + store + " --name mine --epochs " + EPOCHS + " --batch 16 --device cpu";
    }

    private static Map<String, Object> client() {
        return Map.of("bootstrap.servers", broker.bootstrapServers());
    }

    private static void publish(List<String> texts) {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(client(), new ByteArraySerializer(), new ByteArraySerializer())) {
            texts.forEach(text -> producer.send(new ProducerRecord<>(
                    TOPIC, ("{\"id\":\"1\",\"text\":\"" + text + "\"}").getBytes(StandardCharsets.UTF_8))));
        }
    }

    private static long ended(String topic) throws Exception {
        TopicPartition partition = new TopicPartition(topic, 0);
        try (Admin admin = Admin.create(client())) {
            return admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                    .partitionResult(partition)
                    .get()
                    .offset();
        }
    }
}
