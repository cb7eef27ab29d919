package io.maskstream.streamer.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskstream.broker.EmbeddedBroker;
import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.streamer.engine.Governor;
import io.maskstream.streamer.engine.TinyExplainer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests the streamer as a process: what an operator sees when it starts, fails to start, or stops. */
@Timeout(240)
class StartIT {

    private static EmbeddedBroker broker;

    @TempDir
    Path folder;

    private final Map<String, String> settings = new HashMap<>();
    private ExplainerArtifact artifact;

    @BeforeAll
    static void startBroker() {
        broker = EmbeddedBroker.start(Map.of());
        broker.createTopics(1, "explanation-requests", "explanations", "explanation-requests-dlq");
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void writeSettings() {
        artifact = TinyExplainer.publish(folder.resolve("store"), "tiny");
        settings.put("bootstrap.servers", broker.bootstrapServers());
        settings.put("explainer.store", folder.resolve("store").toString());
        settings.put("explainers", "tiny");
        settings.put("http.port", "0");
    }

    @Test
    void saysWhatItServesAndStopsWhenAsked() throws Exception {
        Process process = launch();
        try {
            awaitOutput(process, "Explaining");
            assertThat(Files.readString(folder.resolve("output")))
                    .contains("tiny 1 for a molecule", "explanation-requests -> explanations", "/metrics");
            process.destroy();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue())
                    .as("ended by SIGTERM, after its own shutdown")
                    .isEqualTo(143);
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void refusesAMisspeltSetting() throws Exception {
        settings.put("batch.max.record", "16");
        assertFails("There is no setting 'batch.max.record'. Did you mean 'batch.max.records'?");
    }

    @Test
    void refusesAMissingExplainer() throws Exception {
        settings.put("explainers", "tyni");
        assertFails("There is no explainer named 'tyni' in " + folder.resolve("store"));
    }

    @Test
    void refusesADamagedExplainer() throws Exception {
        Files.writeString(artifact.savedModel().resolve("saved_model.pb"), "x", StandardOpenOption.APPEND);
        assertFails("is damaged: saved_model/saved_model.pb");
    }

    @Test
    void doesNotWaitForAManifestThatIsAPipe() throws Exception {
        Path manifest = artifact.folder().resolve("manifest.json");
        Files.delete(manifest);
        assertThat(new ProcessBuilder("mkfifo", manifest.toString()).start().waitFor())
                .isZero();
        assertFails("Version 1 of tiny in " + folder.resolve("store") + " cannot serve (unreachable)");
    }

    @Test
    void refusesAManifestThatIsTooDeep() throws Exception {
        Files.writeString(artifact.folder().resolve("manifest.json"), "{\"format\":1,\"fit\":" + "[".repeat(2000));
        assertFails(
                "cannot serve (invalid): The manifest " + artifact.folder().resolve("manifest.json") + " is damaged");
    }

    @Test
    void refusesAGraphThatReadsFiles() throws Exception {
        TinyExplainer.publish(folder.resolve("store"), "tiny", new Governor(folder.resolve("governor")));
        assertFails("cannot serve (forbidden_operation): The explainer in "
                + folder.resolve("store").resolve("tiny").resolve("2")
                + " must not be loaded: its graph has the operation 'ReadFile'");
    }

    @Test
    void namesTheBrokerThatDoesNotAnswer() throws Exception {
        settings.put("bootstrap.servers", "127.0.0.1:1");
        settings.put("start.timeout.ms", "3000");
        assertFails("No Kafka broker answers at 127.0.0.1:1 within 3 s. Check bootstrap.servers");
    }

    @Test
    void waitsForABrokerThatIsStarting(@TempDir Path data) throws Exception {
        int port;
        try (EmbeddedBroker before = EmbeddedBroker.start(0, data, Map.of())) {
            before.createTopics(1, "explanation-requests", "explanations", "explanation-requests-dlq");
            settings.put("bootstrap.servers", before.bootstrapServers());
            port = Integer.parseInt(before.bootstrapServers().replaceFirst(".*:", ""));
        }
        Process process = launch();
        try {
            awaitOutput(process, "No Kafka broker answers at 127.0.0.1:" + port + " yet; waiting up to 60 s");
            Thread.sleep(2_000);
            try (EmbeddedBroker starting = EmbeddedBroker.start(port, data, Map.of())) {
                assertThat(starting.bootstrapServers()).endsWith(":" + port);
                awaitOutput(process, "Explaining with tiny 1");
                process.destroy();
                assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            }
        } finally {
            process.destroyForcibly();
        }
    }

    private void awaitOutput(Process process, String text) throws IOException {
        StreamerProcess.awaitOutput(folder, process, Pattern.compile(text, Pattern.LITERAL));
    }

    @Test
    void namesTheTopicsThatAreMissingAndHowToCreateThem() throws Exception {
        settings.put("requests.topic", "missing-requests");
        settings.put("dead.letters.topic", "missing-dlq");
        String output = assertFails("Topics are missing at " + broker.bootstrapServers());
        for (String topic : List.of("missing-requests", "missing-dlq")) {
            assertThat(output)
                    .contains("kafka-topics.sh --bootstrap-server " + broker.bootstrapServers() + " --create --topic "
                            + topic);
        }
        assertThat(output).doesNotContain("--topic explanations ");
    }

    @Test
    void namesTheAddressThatIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            settings.put("http.port", Integer.toString(taken.getLocalPort()));
            assertFails("Cannot listen on 127.0.0.1:" + taken.getLocalPort());
        }
    }

    @Test
    void explainsHowItIsCalled() throws Exception {
        Process process = launch("--help");
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        assertThat(Files.readString(folder.resolve("output"))).contains("--config", "bootstrap.servers", "SETTINGS.md");
    }

    @Test
    void saysThatTheFileIsMissing() throws Exception {
        Process process = launch("--config", folder.resolve("none.properties").toString());
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(1);
        assertThat(Files.readString(folder.resolve("output"))).contains("There is no file");
    }

    /** Starts a process, which must end by itself with exit code 1 and a message without a stack trace. */
    private String assertFails(String sentence) throws Exception {
        Process process = launch();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS))
                    .as("ended by itself")
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        String output = Files.readString(folder.resolve("output"));
        assertThat(process.exitValue()).as(output).isEqualTo(1);
        assertThat(output).contains("streamer: ").contains(sentence).doesNotContain("\tat ");
        return output;
    }

    private Process launch() throws IOException {
        return launch("--config", StreamerProcess.settings(folder, settings).toString());
    }

    private Process launch(String... arguments) throws IOException {
        return StreamerProcess.start(folder, List.of(), arguments);
    }
}
