package io.maskstream.streamer.app;

import static io.maskstream.streamer.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maskstream.broker.EmbeddedBroker;
import io.maskstream.streamer.config.KafkaSettings;
import io.maskstream.streamer.config.StreamerConfig;
import io.maskstream.streamer.engine.TinyExplainer;
import io.maskstream.streamer.engine.TinyReviewExplainer;
import io.maskstream.streamer.replay.Replay;
import io.maskstream.streamer.replay.ReplayException;
import io.maskstream.streamer.replay.ReplayReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Tests {@code streamer replay} from an operator's point of view. */
@ExtendWith(SharedBroker.class)
@Timeout(180)
class ReplayIT {

    private static final int PARTITIONS = 3;

    @TempDir
    static Path store;

    private static EmbeddedBroker broker;
    private static KafkaProducer<String, byte[]> producer;

    @TempDir
    Path folder;

    private final Map<String, String> settings = new HashMap<>();
    private String requests;
    private String deadLetters;
    private String ledger;

    private record Run(int exitCode, String out, String err) {

        String firstLine() {
            return out.lines().findFirst().orElse("");
        }
    }

    @BeforeAll
    static void prepare(EmbeddedBroker shared) {
        broker = shared;
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer());
        TinyExplainer.publish(store, "tiny");
        TinyExplainer.publishClassifier(store, "classifier");
        TinyReviewExplainer.publish(store, "reviews");
    }

    @AfterAll
    static void closeProducer() {
        producer.close();
    }

    @BeforeEach
    void createTopics(TestInfo test) {
        String name = test.getTestMethod().orElseThrow().getName();
        requests = name + "-requests";
        deadLetters = name + "-dlq";
        ledger = deadLetters + "-replayed";
        broker.createTopics(PARTITIONS, requests, deadLetters);
        settings.put("bootstrap.servers", broker.bootstrapServers());
        settings.put("requests.topic", requests);
        settings.put("dead.letters.topic", deadLetters);
        settings.put("explainer.store", store.toString());
        settings.put("explainers", "tiny,classifier,reviews");
    }

    @Test
    void whatWasRefusedIsExplainedOnceItsExplainerIsThere() throws Exception {
        try (KafkaSide kafka = new KafkaSide(broker, "later")) {
            settings.putAll(kafka.settings());
            byte[] value = bytes("{\"id\":\"m1\",\"explainer\":\"classifier\",\"smiles\":\"CCO\"}");
            List<Header> headers = List.of(
                    new RecordHeader("trace", bytes("a")),
                    new RecordHeader("trace", bytes("b")),
                    // A header of another application, whose dead letter this record was before.
                    new RecordHeader("__streams.errors.message", bytes("not ours")),
                    new RecordHeader("maskstream.reason", bytes("not ours")));
            settings.put("explainers", "tiny");
            try (Streamer streamer = Streamer.start(new StreamerConfig(settings))) {
                kafka.publish("k", value, System.currentTimeMillis(), headers);
                assertThat(KafkaSide.header(kafka.refused("k"), "maskstream.reason"))
                        .isEqualTo("unknown_explainer");
                assertThat(Scrape.value(
                                streamer.httpPort(), "maskstream_dead_letters_total{reason=\"unknown_explainer\"}"))
                        .isEqualTo(1);
            }

            Run run = replay();

            assertThat(run.err()).isEmpty();
            assertThat(run.exitCode()).isZero();
            assertThat(run.firstLine()).isEqualTo("Replayed 1 dead letter from later-dlq to later-requests");
            ConsumerRecord<String, byte[]> again = committed("later-requests").get(1);
            assertThat(again.key()).isEqualTo("k");
            assertThat(again.value()).isEqualTo(value);
            assertThat(again.headers()).containsExactlyElementsOf(headers);

            settings.put("explainers", "tiny,classifier");
            try (Streamer streamer = Streamer.start(new StreamerConfig(settings))) {
                assertThat(kafka.explained("k").headers()).containsExactlyElementsOf(headers);
                assertThat(
                                Scrape.value(
                                        streamer.httpPort(),
                                        "maskstream_records_total{explainer=\"classifier\",outcome=\"explained\",version=\"1\"}"))
                        .isEqualTo(1);
            }
        }
    }

    @Test
    void aSecondRunDoublesNothing() throws Exception {
        List<String> keys = IntStream.range(0, 300).mapToObj(i -> "m" + i).toList();
        for (String key : keys) {
            letter(key, "model_failure", json(key));
        }
        settings.put("consumer.max.poll.records", "40"); // Leads to many transactions.

        assertThat(replay().firstLine()).startsWith("Replayed 300 dead letters");
        Run second = replay();
        assertThat(second.firstLine()).startsWith("Replayed 0 dead letters");
        assertThat(second.out()).contains("replayed before:       300");

        letter("new", "model_failure", json("new"));
        assertThat(replay().firstLine()).startsWith("Replayed 1 dead letter");
        List<String> all = new ArrayList<>(keys);
        all.add("new");
        assertThat(keysOf(committed(requests))).containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    void whatAFilterPassesByStaysForALaterRun() throws Exception {
        for (int i = 0; i < 30; i++) {
            letter("a" + i, "unknown_explainer", json("a" + i));
            letter("b" + i, "model_failure", json("b" + i));
            letter("c" + i, "too_long", json("c" + i));
        }

        Run first = replay("--reason", "model_failure");
        assertThat(first.firstLine()).startsWith("Replayed 30 dead letters");
        assertThat(first.out()).contains("  30 model_failure\n", "not selected:          60");
        assertThat(keysOf(committed(requests)))
                .allMatch(key -> key.startsWith("b"))
                .hasSize(30);

        Run second = replay("--reason", "too_long,model_failure");
        assertThat(second.out())
                .startsWith("Replayed 30 dead letters")
                .contains("  30 too_long\n", "replayed before:       30", "not selected:          30");
        assertThat(replay().out()).startsWith("Replayed 30 dead letters").contains("  30 unknown_explainer\n");
        assertThat(replay().firstLine()).startsWith("Replayed 0 dead letters");
        assertThat(keysOf(committed(requests))).doesNotHaveDuplicates().hasSize(90);
    }

    @Test
    void anExplainerFilterTakesTheRequestsThatItAnswers() throws Exception {
        letter("named", "model_failure", "{\"id\":\"1\",\"explainer\":\"tiny\",\"smiles\":\"CCO\"}");
        letter("default", "model_failure", "{\"id\":\"2\",\"smiles\":\"CCO\"}");
        letter("other", "model_failure", "{\"id\":\"3\",\"explainer\":\"classifier\",\"smiles\":\"CCO\"}");
        letter("unserved", "unknown_explainer", "{\"id\":\"4\",\"explainer\":\"future\",\"smiles\":\"CCO\"}");
        letter("review", "model_failure", "{\"id\":\"5\",\"text\":\"a film\"}");
        letter("damaged", "unreadable", "{");
        letter("nothing", "unreadable", null);

        replay("--explainer", "tiny");
        assertThat(keysOf(committed(requests))).containsExactlyInAnyOrder("named", "default");
        replay("--explainer", "reviews", "--explainer", "future", "--reason", "model_failure");
        assertThat(keysOf(committed(requests))).containsExactlyInAnyOrder("named", "default", "review");
        replay("--explainer", "future");
        assertThat(keysOf(committed(requests))).hasSize(4).contains("unserved");
        replay();
        assertThat(keysOf(committed(requests))).hasSize(7).contains("other", "damaged", "nothing");
    }

    @Test
    void aDryRunWritesNothing() throws Exception {
        letter("a", "too_long", json("a"));
        letter("b", "model_failure", json("b"));

        Run run = replay("--dry-run", "--reason", "too_long");

        assertThat(run.out())
                .startsWith("Would replay 1 dead letter from " + deadLetters + " to " + requests)
                .contains("  1 too_long\n", "not selected:          1");
        assertThat(committed(requests)).isEmpty();
        assertThat(topics()).doesNotContain(ledger);
        assertThat(replay().firstLine()).startsWith("Replayed 2 dead letters");
        assertThat(replay("--dry-run").out())
                .startsWith("Would replay 0 dead letters")
                .contains("replayed before:       2");
    }

    /** Such a run has sent records and the entry in the ledger, and died before the commit. */
    @Test
    void whatAKilledRunHasBegunIsPutBackOnce() throws Exception {
        letter("a", "model_failure", json("a"));
        broker.createTopics(1, ledger);
        try (KafkaProducer<String, byte[]> killed = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        broker.bootstrapServers(),
                        "transactional.id",
                        "maskstream-replay-" + deadLetters),
                new StringSerializer(),
                new ByteArraySerializer())) {
            killed.initTransactions();
            killed.beginTransaction();
            killed.send(new ProducerRecord<>(requests, "a", bytes(json("a")))).get();
            killed.send(new ProducerRecord<>(ledger, topicId() + "/0/0", bytes("0-99")))
                    .get();

            assertThat(replay().firstLine()).startsWith("Replayed 1 dead letter");
            assertThat(keysOf(committed(requests))).containsExactly("a");
            assertThatThrownBy(killed::commitTransaction).isInstanceOf(RuntimeException.class);
        }
        assertThat(replay().firstLine()).startsWith("Replayed 0 dead letters");
    }

    @Test
    void ofTwoRunsAtATimeTheLaterOneGoesOn() throws Exception {
        letter("a", "model_failure", json("a"));
        StreamerConfig config = new StreamerConfig(settings);
        Replay replay = new Replay(KafkaSettings.replay(config), deadLetters, requests, ledger);
        AtomicReference<ReplayReport> later = new AtomicReference<>();

        // The filter is called after the ledger was read; the other run starts and ends at that moment.
        assertThatThrownBy(() -> replay.run(letter -> {
                    later.set(replay.run(all -> true));
                    return true;
                }))
                .isInstanceOf(ReplayException.class)
                .hasMessageContaining("Another replay");
        assertThat(later.get().total()).isEqualTo(1);
        assertThat(keysOf(committed(requests))).containsExactly("a");
    }

    @Test
    void aLetterWithoutItsValueStaysWhereItIs() throws Exception {
        send(
                deadLetters,
                "huge",
                null,
                List.of(
                        new RecordHeader("maskstream.reason", bytes("too_long")),
                        new RecordHeader("maskstream.omitted.value.bytes", bytes("10485760"))));

        assertThat(replay().out()).startsWith("Replayed 0 dead letters").contains("without their value:   1");
        assertThat(committed(requests)).isEmpty();
    }

    @Test
    void lettersOfATopicThatWasMadeAnewAreNotTakenForOldOnes() throws Exception {
        letter("old", "model_failure", json("old"));
        replay();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.deleteTopics(List.of(deadLetters)).all().get();
            await("the topic is deleted").until(() -> !topics().contains(deadLetters));
        }
        broker.createTopics(PARTITIONS, deadLetters);
        letter("old", "model_failure", json("new"));

        assertThat(replay().firstLine()).startsWith("Replayed 1 dead letter");
        assertThat(replay().firstLine()).startsWith("Replayed 0 dead letters");
    }

    @Test
    void whatIsWrongIsSaidInASentence() throws Exception {
        Run reason = replay("--reason", "too_lng");
        assertThat(reason.exitCode()).isEqualTo(2);
        assertThat(reason.err())
                .contains("There is no reason 'too_lng'; known reasons are empty, model_failure, none, ");

        settings.put("dead.letters.topic", "nowhere");
        Run topic = replay();
        assertThat(topic.exitCode()).isEqualTo(1);
        assertThat(topic.err()).isEqualTo("streamer replay: There is no topic nowhere.\n");

        settings.put("bootstrap.servers", "127.0.0.1:1");
        settings.put("admin.default.api.timeout.ms", "2000");
        settings.put("admin.request.timeout.ms", "1000");
        Run brokers = replay();
        assertThat(brokers.exitCode()).isEqualTo(1);
        assertThat(brokers.err())
                .startsWith("streamer replay: The replay cannot continue: ")
                .doesNotContain("\tat ");

        Run file = execute("replay", "--config", folder.resolve("none").toString());
        assertThat(file.exitCode()).isEqualTo(1);
        assertThat(file.err()).contains("There is no file");
        assertThat(execute("replay").err()).contains("--config");
        assertThat(execute("replay", "--help").out()).contains("--reason", "--explainer", "--dry-run", "--config");
    }

    private Run replay(String... more) throws IOException {
        Path config = folder.resolve("streamer.properties");
        List<String> lines = new ArrayList<>();
        settings.forEach((key, value) -> lines.add(key + "=" + value));
        Files.write(config, lines);
        List<String> arguments = new ArrayList<>(List.of("replay", "--config", config.toString()));
        arguments.addAll(List.of(more));
        return execute(arguments.toArray(String[]::new));
    }

    private static Run execute(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = new CommandLine(new StreamerCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
        return new Run(exitCode, out.toString(), err.toString());
    }

    /** Writes a dead letter in the same way as the streamer. */
    private void letter(String key, String reason, String value) throws Exception {
        send(
                deadLetters,
                key,
                value == null ? null : bytes(value),
                List.of(
                        new RecordHeader("__streams.errors.message", bytes("because")),
                        new RecordHeader("maskstream.reason", bytes(reason))));
    }

    private static void send(String topic, String key, byte[] value, List<Header> headers) throws Exception {
        producer.send(new ProducerRecord<>(topic, null, key, value, headers)).get();
    }

    /** Returns everything that a read_committed consumer finds on a topic. */
    private static List<ConsumerRecord<String, byte[]>> committed(String topic) {
        List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "isolation.level", "read_committed"),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
        }
        return records;
    }

    private static List<String> keysOf(List<ConsumerRecord<String, byte[]>> records) {
        return records.stream().map(ConsumerRecord::key).toList();
    }

    private static Set<String> topics() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            return admin.listTopics().names().get();
        }
    }

    private String topicId() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            return admin.describeTopics(List.of(deadLetters))
                    .allTopicNames()
                    .get()
                    .get(deadLetters)
                    .topicId()
                    .toString();
        }
    }

    private static String json(String id) {
        return "{\"id\":\"" + id + "\",\"smiles\":\"CCO\"}";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
