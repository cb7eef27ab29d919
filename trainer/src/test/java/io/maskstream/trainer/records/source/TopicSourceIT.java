package io.maskstream.trainer.records.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maskstream.broker.EmbeddedBroker;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.schemas.record.AvroCodec;
import io.maskstream.schemas.record.ExplanationRequest;
import io.maskstream.schemas.record.Molecule;
import io.maskstream.schemas.record.Review;
import io.maskstream.trainer.records.Part;
import io.maskstream.trainer.records.RecordSource;
import io.maskstream.trainer.records.RecordSplit;
import io.maskstream.trainer.records.SourceRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class TopicSourceIT {

    private static final long NOON = Instant.parse("2026-05-01T12:00:00Z").toEpochMilli();

    private static EmbeddedBroker broker;
    private static KafkaProducer<byte[], byte[]> producer;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        // Retention would delete these records, because their timestamps are fixed and old.
        broker = EmbeddedBroker.start(Map.of("log.retention.ms", "-1"));
        // Idempotence is not needed here, and on a busy machine it has blocked the producer for two minutes.
        producer = producer(Map.of("enable.idempotence", false, "max.in.flight.requests.per.connection", 1));
    }

    @AfterAll
    static void stop() {
        producer.close();
        broker.close();
    }

    @Test
    void readsAvroAndJsonAndPassesOverWhatIsForOthers() throws IOException {
        broker.createTopics(1, "mixed");
        send("mixed", 0, 0, avro(new Review("From Avro."), null));
        send("mixed", 0, 0, json("From JSON."));
        send("mixed", 0, 0, avro(new Molecule("CCO"), null));
        send("mixed", 0, 0, null);
        send("mixed", 0, 0, avro(new Review("For me."), "mine"));
        send("mixed", 0, 0, avro(new Review("For another."), "other"));
        send("mixed", 0, 0, "{\"id\":\"1\",\"txt\":\"Misspelt.\"}".getBytes(StandardCharsets.UTF_8));

        ReadRecords all = read("topic:mixed");
        ReadRecords mine = read("topic:mixed", "--explainer=mine");

        assertThat(all.inputs()).containsExactly("From Avro.", "From JSON.", "For me.", "For another.");
        assertThat(all.names().get(1)).isEqualTo("mixed partition 0 offset 1");
        assertThat(all.skipped()).hasSize(1);
        assertThat(all.skipped().get(0)).startsWith("mixed partition 0 offset 6: field 'txt' is unknown");
        assertThat(mine.inputs()).containsExactly("From Avro.", "From JSON.", "For me.");
    }

    @Test
    void theLastOnesAreTheNewestOfAllPartitions() throws IOException {
        broker.createTopics(3, "newest");
        // Partition 0 has old requests, partition 1 has new requests mostly for other explainers, partition 2 is empty.
        for (int i = 0; i < 40; i++) {
            send("newest", 0, i, json("old " + i));
        }
        for (int i = 0; i < 60; i++) {
            send("newest", 1, 30 + i, i % 10 == 0 ? json("new " + i) : avro(new Molecule("C"), null));
        }

        ReadRecords read = read("topic:newest", "--last=10");

        assertThat(read.inputs())
                .containsExactly(
                        "old 35", "old 36", "old 37", "old 38", "old 39", "new 10", "new 20", "new 30", "new 40",
                        "new 50");
    }

    @Test
    void allAreTakenWhereThereAreFewerThanWanted() throws IOException {
        broker.createTopics(2, "few");
        send("few", 0, 0, json("a"));
        send("few", 1, 0, json("b"));

        assertThat(read("topic:few", "--last=100").inputs()).containsExactly("a", "b");
    }

    @Test
    void takesTheRecordsSinceATime() throws IOException {
        broker.createTopics(2, "since");
        for (int i = 0; i < 10; i++) {
            send("since", i % 2, i * 60, json("minute " + i));
        }

        assertThat(read("topic:since", "--since=2026-05-01T12:06:00Z").inputs())
                .containsExactly("minute 6", "minute 8", "minute 7", "minute 9");
        assertThatThrownBy(() -> read("topic:since", "--since=2026-05-02T00:00:00Z"))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("The topic since has no requests of this kind at the offsets 0:5-5,1:5-5");
    }

    @Test
    void whatIsPublishedMeanwhileIsLeftOut() throws IOException {
        broker.createTopics(1, "growing");
        for (int i = 0; i < 20; i++) {
            send("growing", 0, i, json("text " + i));
        }
        RecordSource source = open("topic:growing", "--last=15");
        RecordSplit split = RecordSplit.of(source, new RecordSplit.Rules(0, 0.1, 0));
        send("growing", 0, 100, json("late"));

        assertThat(split.total()).isEqualTo(15);
        assertThat(ReadRecords.of(source).inputs()).hasSize(15).doesNotContain("late");
        assertThat(split.name()).isEqualTo("topic growing, offsets 0:5-20");
        assertThat(split.size(Part.TEST)).isEqualTo(2);
        assertThat(read("topic:growing", "--offsets=0:5-20").inputs())
                .isEqualTo(ReadRecords.of(source).inputs());
    }

    @Test
    void readsPastTransactionsOfWhichSomeWereAborted() throws IOException {
        broker.createTopics(1, "transactions");
        try (KafkaProducer<byte[], byte[]> transactional =
                producer(Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "publisher"))) {
            transactional.initTransactions();
            for (int i = 0; i < 6; i++) {
                transactional.beginTransaction();
                transactional.send(new ProducerRecord<>("transactions", json("text " + i)));
                if (i % 2 == 0) {
                    transactional.commitTransaction();
                } else {
                    transactional.flush();
                    transactional.abortTransaction();
                }
            }
        }

        assertThat(read("topic:transactions", "--last=2").inputs()).containsExactly("text 2", "text 4");
        assertThat(read("topic:transactions").inputs()).containsExactly("text 0", "text 2", "text 4");
    }

    @Test
    void recordsThatWereDeletedSinceAreMissed() throws Exception {
        broker.createTopics(1, "expired");
        for (int i = 0; i < 10; i++) {
            send("expired", 0, i, json("text " + i));
        }
        RecordSource source = open("topic:expired");
        assertThat(ReadRecords.of(source).inputs()).hasSize(10);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.deleteRecords(Map.of(new TopicPartition("expired", 0), RecordsToDelete.beforeOffset(4)))
                    .all()
                    .get();
        }

        assertThatThrownBy(() -> ReadRecords.of(source))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("does not contain all records")
                .hasMessageContaining("partition 0 from offset 0 to 10");
        assertThat(read("topic:expired").inputs()).hasSize(6);
    }

    @Test
    void leavesNothingBehind() throws Exception {
        broker.createTopics(1, "untouched");
        send("untouched", 0, 0, json("text"));
        Path config = Files.writeString(folder.resolve("client.properties"), "group.id=mine\nclient.id=fit\n");

        ReadRecords read = read("topic:untouched", "--command-config=" + config);

        assertThat(read.inputs()).containsExactly("text");
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            assertThat(admin.listGroups().all().get()).isEmpty();
        }
    }

    @Test
    void anEmptyTopicIsNamed() {
        broker.createTopics(1, "empty");

        assertThatThrownBy(() -> read("topic:empty"))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "The topic empty has no requests of this kind at the offsets 0:0-0: publish some first, or name"
                                + " other records.");
    }

    @Test
    void aTopicWithRequestsForOthersAloneIsNamed() throws Exception {
        broker.createTopics(1, "others");
        send("others", 0, 0, "{\"id\":\"1\",\"smiles\":\"CCO\"}".getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> read("topic:others"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("has no requests of this kind");
    }

    @Test
    void aTopicThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> read("topic:absent"))
                .isInstanceOf(IOException.class)
                .hasMessage("There is no topic absent at " + broker.bootstrapServers()
                        + ": check the name after topic:, or create it.");
    }

    @Test
    void manyRecordsOfLargeTopicsAreReadInOrder() throws IOException {
        broker.createTopics(2, "many");
        Stream<byte[]> values = IntStream.range(0, 3000).mapToObj(i -> json("text " + i));
        int[] number = {0};
        values.forEach(
                value -> producer.send(new ProducerRecord<>("many", number[0] % 2, NOON + number[0]++, null, value)));
        producer.flush();

        List<SourceRecord> read = read("topic:many", "--last=1000").records();

        assertThat(read).hasSize(1000);
        assertThat(((Review) read.get(0).input()).getText()).isEqualTo("text 2000");
        assertThat(((Review) read.get(999).input()).getText()).isEqualTo("text 2999");
    }

    private static RecordSource open(String topic, String... arguments) throws IOException {
        return ReadRecords.open(
                InputKind.REVIEW,
                Stream.concat(
                                Stream.of("--records=" + topic, "--bootstrap-servers=" + broker.bootstrapServers()),
                                Stream.of(arguments))
                        .toArray(String[]::new));
    }

    private static ReadRecords read(String topic, String... arguments) throws IOException {
        return ReadRecords.of(open(topic, arguments));
    }

    private static KafkaProducer<byte[], byte[]> producer(Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers());
        return new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static void send(String topic, int partition, int second, byte[] value) {
        producer.send(new ProducerRecord<>(topic, partition, NOON + 1000L * second, new byte[] {1}, value));
        producer.flush();
    }

    private static byte[] avro(Object input, String explainer) {
        return AvroCodec.singleObject(ExplanationRequest.class)
                .encode(new ExplanationRequest("id", explainer, input, null));
    }

    private static byte[] json(String text) {
        return ("{\"id\":\"1\",\"text\":\"" + text + "\"}").getBytes(StandardCharsets.UTF_8);
    }
}
