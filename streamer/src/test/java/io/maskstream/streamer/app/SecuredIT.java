package io.maskstream.streamer.app;

import static io.maskstream.streamer.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.maskstream.schemas.record.AvroCodec;
import io.maskstream.schemas.record.Explanation;
import io.maskstream.streamer.config.StreamerConfig;
import io.maskstream.streamer.engine.TinyExplainer;
import io.maskstream.streamer.kafka.KafkaFailure;
import io.maskstream.streamer.release.Releases;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/**
 * On a broker with SCRAM, TLS and ACLs, the streamer needs exactly the rights that its README lists, and reports a
 * missing right with a clear message.
 */
@Timeout(120)
class SecuredIT {

    private static final String REQUESTS = "explanation-requests";
    private static final String EXPLANATIONS = "explanations";
    private static final String DEAD_LETTERS = "explanation-requests-dlq";
    private static final String RELEASES = "explainer-releases";
    private static final String LEDGER = "explanation-requests-dlq-replayed";

    @TempDir
    static Path folder;

    private static SecuredBroker secured;
    private static int users;

    private final Map<String, String> settings = new HashMap<>();
    private String user;

    private record Run(int exitCode, String err) {}

    @BeforeAll
    static void startBroker() throws Exception {
        TinyExplainer.publish(folder.resolve("store"), "tiny");
        TinyExplainer.publish(folder.resolve("trainers"), "tiny");
        secured = new SecuredBroker(folder);
        secured.broker().createTopics(1, REQUESTS, EXPLANATIONS, DEAD_LETTERS, RELEASES);
    }

    @AfterAll
    static void stopBroker() {
        secured.close();
    }

    @BeforeEach
    void makeUser() throws Exception {
        user = "user" + ++users;
        settings.putAll(secured.newUser(user));
        settings.put("bootstrap.servers", secured.broker().bootstrapServers());
        settings.put("explainer.store", folder.resolve("store").toString());
        settings.put("releases.allowed.folders", folder.resolve("trainers").toString());
        settings.put("explainers", "tiny");
        settings.put("http.port", "0");
        settings.putAll(KafkaSide.SOON_MISSED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"exactly_once_v2", "at_least_once"})
    void theRightsInTheReadmeAreEnough(String guarantee) throws Exception {
        settings.put("processing.guarantee", guarantee);
        for (String right : streamersRights()) {
            if (guarantee.equals("exactly_once_v2") || !right.contains("--transactional-id")) {
                allow(right);
            }
        }
        try (KafkaSide kafka = kafka();
                Streamer streamer = Streamer.start(new StreamerConfig(settings))) {
            kafka.publish(user + "-good", "{\"id\":\"m\",\"smiles\":\"CCO\"}");
            kafka.publish(user + "-bad", "{\"id\":\"m\"}");
            assertThat(kafka.explained(user + "-good").value()).isNotEmpty();
            assertThat(kafka.refused(user + "-bad").value()).isNotEmpty();

            announceNextVersion();
            await("the next version serves").until(() -> Scrape.get(streamer.httpPort(), "/metrics")
                    .body()
                    .contains("maskstream_explainer_swaps_total{explainer=\"tiny\"} 1.0"));
            kafka.publish(user + "-swapped", "{\"id\":\"m\",\"smiles\":\"CCO\"}");
            assertThat(AvroCodec.singleObject(Explanation.class)
                            .decode(kafka.explained(user + "-swapped").value())
                            .getExplainer()
                            .getVersion())
                    .isGreaterThan(1);
        }
    }

    @ParameterizedTest
    @MethodSource("streamersRights")
    void withoutOneOfThemItDoesNotStartAndSaysWhich(String missing) throws Exception {
        for (String right : streamersRights()) {
            if (!right.equals(missing)) {
                allow(right);
            }
        }

        Run run = streamer();

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .startsWith("streamer: ")
                .contains(sentenceWithout(missing))
                .contains("under 'Rights'")
                .hasLineCount(1);
    }

    private static String sentenceWithout(String right) {
        if (right.contains("--group")) {
            return "The stream cannot continue: Not authorized to access group: maskstream";
        }
        if (right.contains("--transactional-id")) {
            return "The stream cannot continue: Transactional Id authorization failed";
        }
        if (right.contains(RELEASES)) {
            return "The topic explainer-releases cannot be read: Not authorized to access topics: [explainer-releases]";
        }
        return " does not let the streamer use a topic. Allow it with: kafka-acls.sh --bootstrap-server "
                + secured.broker().bootstrapServers() + " --add --allow-principal User:NAME " + right + " (";
    }

    @Test
    void whoMaySeeATopicMayNotYetWriteToIt() throws Exception {
        for (String right : streamersRights()) {
            allow(right.contains("--topic explanations ") ? right.replace("Write", "Describe") : right);
        }
        assertThat(streamer().err()).contains(sentenceWithout("--topic explanations --operation Write"));
    }

    @Test
    void aRightThatIsWithdrawnWhileItRunsStopsIt() throws Exception {
        for (String right : streamersRights()) {
            allow(right);
        }
        try (KafkaSide kafka = kafka();
                Streamer streamer = Streamer.start(new StreamerConfig(settings))) {
            kafka.publish(user + "-before", "{\"id\":\"m\",\"smiles\":\"CCO\"}");
            kafka.explained(user + "-before");
            change("--remove --force", "--topic explanations --operation Write");
            kafka.publish(user + "-after", "{\"id\":\"m\",\"smiles\":\"CCO\"}");
            assertThat(streamer.awaitStop().map(KafkaFailure::described))
                    .hasValueSatisfying(sentence -> assertThat(sentence)
                            .contains("Not authorized to access topics: [explanations]", "under 'Rights'"));
            allow("--topic explanations --operation Write");
            try (Streamer next = Streamer.start(new StreamerConfig(settings))) {
                assertThat(kafka.explained(user + "-after").value()).isNotEmpty();
                assertThat(Scrape.get(next.httpPort(), "/health/live").statusCode())
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void theWrongPasswordEndsIt() throws Exception {
        settings.putAll(secured.client(user, "wrong"));
        assertThat(streamer())
                .isEqualTo(
                        failed(
                                "Kafka at " + secured.broker().bootstrapServers()
                                        + " refuses: Authentication failed during authentication due to invalid credentials with SASL"
                                        + " mechanism SCRAM-SHA-512 (check user and password in sasl.jaas.config, and sasl.mechanism)."));
    }

    @Test
    void aCertificateThatIsNotTrustedEndsIt() throws Exception {
        secured.makeKeys("other", "changeit");
        settings.put("ssl.truststore.location", secured.certificate("other").toString());
        Run run = streamer();
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .contains("SSL handshake failed")
                .contains("check that ssl.truststore.location holds the certificate of the authority")
                .hasLineCount(1);
    }

    @Test
    void aTrustStoreThatIsMissingEndsIt() throws Exception {
        settings.put("ssl.truststore.location", "/nowhere/truststore.p12");
        settings.put("ssl.truststore.type", "PKCS12");
        Run run = streamer();
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .contains("there is no file /nowhere/truststore.p12")
                .hasLineCount(1);
    }

    @Test
    void plainTextToAPortThatExpectsTlsEndsIt() throws Exception {
        settings.keySet().removeIf(key -> key.startsWith("sasl.") || key.startsWith("ssl."));
        settings.put("security.protocol", "PLAINTEXT");
        settings.put("start.timeout.ms", "3000");
        assertThat(streamer())
                .isEqualTo(failed("No Kafka broker answers at "
                        + secured.broker().bootstrapServers()
                        + " within 3 s. Check bootstrap.servers, that the broker runs, and that security.protocol is what"
                        + " the broker expects there."));
    }

    @ParameterizedTest
    @MethodSource("replaysRights")
    void replayNeedsJustTheRightsInTheReadme(String missing) throws Exception {
        String ledger = user + "-ledger";
        for (String right : replaysRights()) {
            if (!(right.equals(missing) && right.contains("Create"))) {
                allow(right.replace(LEDGER, ledger));
            }
        }
        publishDeadLetter();
        if (!missing.contains("Create")) {
            assertThat(replay(ledger)).isEqualTo(new Run(0, ""));
            change("--remove --force", missing.replace(LEDGER, ledger));
            publishDeadLetter();
        }

        Run run = replay(ledger);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .startsWith("streamer replay: The replay cannot continue: ")
                .containsIgnoringCase("authoriz")
                .contains("under 'Rights'")
                .hasLineCount(1);
    }

    private static void publishDeadLetter() throws Exception {
        send(DEAD_LETTERS, "k", "{\"id\":\"m\",\"smiles\":\"CCO\"}".getBytes(StandardCharsets.UTF_8));
    }

    private static void announceNextVersion() throws Exception {
        send(RELEASES, "tiny", Releases.value(Releases.of(TinyExplainer.publish(folder.resolve("trainers"), "tiny"))));
    }

    private static void send(String topic, String key, byte[] value) throws Exception {
        Map<String, Object> settings = new HashMap<>(secured.administrator());
        settings.put("bootstrap.servers", secured.broker().bootstrapServers());
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic, key, value)).get();
        }
    }

    static List<String> streamersRights() throws Exception {
        return rightsInReadme("## Rights");
    }

    static List<String> replaysRights() throws Exception {
        return rightsInReadme("### Rights for a replay");
    }

    /** Returns the arguments after {@code $acls} in the README, under a heading. */
    private static List<String> rightsInReadme(String heading) throws Exception {
        List<String> rights = new ArrayList<>();
        String section = "";
        for (String line : Files.readAllLines(Path.of("README.md"))) {
            section = line.startsWith("#") ? line : section;
            if (section.equals(heading) && line.startsWith("$acls ")) {
                rights.add(line.substring("$acls ".length()));
            }
        }
        assertThat(rights).isNotEmpty();
        return rights;
    }

    private void allow(String right) throws Exception {
        secured.allow(user, right);
    }

    private void change(String how, String right) {
        secured.kafkaAcls(Stream.of(how, "--allow-principal User:" + user, right)
                .flatMap(part -> Stream.of(part.split(" ")))
                .toArray(String[]::new));
    }

    private static KafkaSide kafka() {
        return new KafkaSide(secured.broker(), secured.administrator(), REQUESTS, EXPLANATIONS, DEAD_LETTERS);
    }

    private static Run failed(String sentence) {
        return new Run(1, "streamer: " + sentence + "\n");
    }

    private Run streamer() throws Exception {
        return run("--config", settingsFile());
    }

    private Run replay(String ledger) throws Exception {
        return run("replay", "--config", settingsFile(), "--ledger-topic", ledger);
    }

    private String settingsFile() throws Exception {
        return Files.write(
                        folder.resolve(user + ".properties"),
                        settings.entrySet().stream()
                                .map(setting -> setting.getKey() + "=" + setting.getValue())
                                .toList())
                .toString();
    }

    private static Run run(String... arguments) {
        StringWriter err = new StringWriter();
        int exitCode = new CommandLine(new StreamerCommand())
                .setOut(new PrintWriter(new StringWriter()))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
        return new Run(exitCode, err.toString());
    }
}
