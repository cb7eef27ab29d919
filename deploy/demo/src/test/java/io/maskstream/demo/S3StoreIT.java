package io.maskstream.demo;

import static io.maskstream.streamer.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maskstream.broker.EmbeddedBroker;
import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.schemas.artifact.InvalidArtifactException;
import io.maskstream.schemas.artifact.s3.ExplainerStores;
import io.maskstream.schemas.artifact.s3.S3Store;
import io.maskstream.streamer.app.Streamer;
import io.maskstream.streamer.config.StreamerConfig;
import io.maskstream.streamer.engine.TinyExplainer;
import io.maskstream.trainer.command.Trainer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests explainers in a bucket of an S3 server. */
@Timeout(240)
class S3StoreIT {

    private static final Map<String, String> ACCESS =
            Map.of("aws.accessKeyId", "any", "aws.secretAccessKey", "any", "aws.region", "eu-central-1");

    private static S3Server server;

    @TempDir
    static Path logs;

    @TempDir
    Path folder;

    @BeforeAll
    static void startServer() throws Exception {
        server = S3Server.start("models", logs.resolve("s3.log"));
        ACCESS.forEach(System::setProperty);
        System.setProperty("aws.endpointUrlS3", server.endpoint().toString());
    }

    @AfterAll
    static void stopServer() {
        ACCESS.keySet().forEach(System::clearProperty);
        System.clearProperty("aws.endpointUrlS3");
        server.close();
    }

    @Test
    void servesWhatATrainerPutsIntoABucketAndGoesBack() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        Path key = pem("release.key", "PRIVATE KEY", pair.getPrivate());
        Path trusted = pem("release.pub", "PUBLIC KEY", pair.getPublic());
        TinyExplainer.publish(folder, "tiny");
        TinyExplainer.publish(folder, "tiny");
        assertThat(trainer(
                        "publish", folder + "/tiny/1", "--store", "s3://models/served", "--sign-key", key.toString()))
                .isEmpty();
        try (EmbeddedBroker broker = EmbeddedBroker.start(Map.of())) {
            broker.createTopics(1, "requests", "explanations", "letters", "explainer-releases");
            String brokers = broker.bootstrapServers();
            try (Streamer streamer = Streamer.start(new StreamerConfig(Map.of(
                    "bootstrap.servers", brokers,
                    "requests.topic", "requests",
                    "explanations.topic", "explanations",
                    "dead.letters.topic", "letters",
                    "http.port", "0",
                    "explainers", "tiny",
                    "explainer.store", "s3://models/served",
                    "explainer.trust", trusted.toString(),
                    "s3.endpoint", server.endpoint().toString())))) {
                assertThat(serves(streamer, 1)).isTrue();

                trainer(
                        "publish",
                        folder + "/tiny/2",
                        "--store",
                        "s3://models/served",
                        "--sign-key",
                        key.toString(),
                        "--bootstrap-servers",
                        brokers);
                awaitServing(streamer, 2);
                String list = trainer("list", "s3://models/served", "--trust", trusted.toString());
                assertThat(list.lines()).hasSize(3);

                trainer("rollback", "s3://models/served/tiny/1", "--bootstrap-servers", brokers);
                awaitServing(streamer, 1);
            }
        }
    }

    @Test
    void looksACandidateUpInItsBucketToPromoteIt() {
        TinyExplainer.publish(folder, "tiny");
        try (EmbeddedBroker broker = EmbeddedBroker.start(Map.of())) {
            broker.createTopics(1, "explainer-releases", "explanations-candidate");
            String brokers = broker.bootstrapServers();
            trainer(
                    "publish",
                    folder + "/tiny/1",
                    "--store",
                    "s3://models/tried",
                    "--candidate",
                    "--bootstrap-servers",
                    brokers);
            String[] promote = {"promote", "--name", "tiny", "--records", "1", "--bootstrap-servers", brokers};

            StringWriter refused = new StringWriter();
            assertThat(run(new StringWriter(), refused, promote)).isEqualTo(4);
            assertThat(refused.toString()).contains("it was never judged", "s3://models/tried/tiny/1");

            StringWriter few = new StringWriter();
            String[] despite = Stream.concat(Stream.of(promote), Stream.of("--despite", "judged"))
                    .toArray(String[]::new);
            assertThat(run(new StringWriter(), few, despite)).isEqualTo(75);
            assertThat(few.toString())
                    .startsWith("Candidate 1 of tiny is not promoted: there are 0 of 1 required comparisons");
        }
    }

    @Test
    void whatIsPushedTwiceIsOneVersion() throws Exception {
        S3Store store = ExplainerStores.inBucket("s3://models/twice");
        ExplainerArtifact artifact = TinyExplainer.publish(folder.resolve("a"), "tiny");
        ExplainerArtifact other = TinyExplainer.publish(folder.resolve("b"), "tiny");
        Files.writeString(other.folder().resolve(ExplainerArtifact.MANIFEST), manifest(other) + "\n");

        store.push(artifact);
        assertThat(store.push(artifact).location()).isEqualTo("s3://models/twice/tiny/1");

        assertThat(store.explainers()).containsExactly("tiny");
        assertThat(store.versions("tiny")).containsExactly(1);
        assertThatThrownBy(() -> store.push(ExplainerArtifact.open(other.folder())))
                .isInstanceOf(InvalidArtifactException.class)
                .hasMessageContaining("Version 1 of tiny in s3://models/twice differs from this one");
        assertThat(server.get("models/twice/tiny/1/manifest.json")).isEqualTo(manifest(artifact));
        assertThat(store.open("tiny", 1, folder.resolve("copy")).digest()).isEqualTo(artifact.digest());
    }

    @Test
    void halfAVersionIsNoneAndItsNumberIsPassedBy() throws Exception {
        S3Store store = ExplainerStores.inBucket("s3://models/half");
        ExplainerArtifact artifact = TinyExplainer.publish(folder, "tiny");
        String left = "models/half/tiny/1/saved_model/saved_model.pb";
        server.put(left, "of another publisher, which was killed");

        assertThat(store.versions("tiny")).isEmpty();
        assertThat(store.explainers()).isEmpty();
        assertThatThrownBy(() -> store.latest("tiny"))
                .isInstanceOf(InvalidArtifactException.class)
                .hasMessageContaining("There is no explainer named 'tiny' in s3://models/half; it has none.");

        String location = store.add(
                        artifact.manifest(),
                        staged -> {
                            Files.createDirectory(staged.resolve("saved_model"));
                            for (String name : artifact.manifest().files().keySet()) {
                                Files.copy(artifact.folder().resolve(name), staged.resolve(name));
                            }
                        },
                        Optional.empty())
                .location();

        assertThat(location).isEqualTo("s3://models/half/tiny/2");
        assertThat(server.get(left)).startsWith("of another publisher");
        assertThat(store.versions("tiny")).containsExactly(2);
        assertThat(store.open("tiny", 2, folder.resolve("copy")).manifest().version())
                .isEqualTo(2);
    }

    @Test
    void saysWhatIsMissing() {
        assertThatThrownBy(() -> ExplainerStores.inBucket("s3://nowhere").explainers())
                .isInstanceOf(InvalidArtifactException.class)
                .hasMessage("The store s3://nowhere cannot be read: there is no bucket nowhere.");
        assertThat(trainerFails("publish", "s3://models/none/tiny/7", "--bootstrap-servers", "127.0.0.1:1"))
                .isEqualTo("The explainer in s3://models/none/tiny/7 cannot be read: there is no"
                        + " s3://models/none/tiny/7/manifest.json.\n");
    }

    private static String manifest(ExplainerArtifact artifact) throws IOException {
        return Files.readString(artifact.folder().resolve(ExplainerArtifact.MANIFEST));
    }

    private Path pem(String name, String label, Key key) throws IOException {
        return Files.writeString(
                folder.resolve(name),
                "-----BEGIN " + label + "-----\n" + Base64.getEncoder().encodeToString(key.getEncoded()) + "\n-----END "
                        + label + "-----\n");
    }

    /** @return the output of the trainer */
    private static String trainer(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = run(out, err, arguments);
        assertThat(err.toString()).isEmpty();
        assertThat(exitCode).isZero();
        return out.toString();
    }

    /** @return the error output of the trainer */
    private static String trainerFails(String... arguments) {
        StringWriter err = new StringWriter();
        assertThat(run(new StringWriter(), err, arguments)).isEqualTo(1);
        return err.toString();
    }

    private static int run(StringWriter out, StringWriter err, String... arguments) {
        List<String> given = List.of(arguments);
        boolean announces =
                given.get(0).equals("rollback") || given.get(0).equals("publish") && !given.contains("--candidate");
        String[] all = announces
                ? Stream.concat(Stream.of(arguments), Stream.of("--despite", "judged"))
                        .toArray(String[]::new)
                : arguments;
        return Trainer.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(all);
    }

    private static void awaitServing(Streamer streamer, int version) {
        await("version " + version + " serves").until(() -> serves(streamer, version));
    }

    private static boolean serves(Streamer streamer, int version) throws Exception {
        List<String> lines = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + streamer.httpPort() + "/metrics"))
                                .build(),
                        HttpResponse.BodyHandlers.ofLines())
                .body()
                .filter(line -> line.startsWith("maskstream_explainer_info{"))
                .toList();
        return lines.size() == 1 && lines.get(0).contains("version=\"" + version + "\"");
    }
}
