package io.maskstream.streamer.app;

import static io.maskstream.streamer.app.KafkaSide.header;
import static org.assertj.core.api.Assertions.assertThat;

import io.maskstream.broker.EmbeddedBroker;
import io.maskstream.streamer.config.StreamerConfig;
import io.maskstream.streamer.engine.TinyExplainer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Records that the requests topic accepts, but the output topics do not. */
@ExtendWith(SharedBroker.class)
@Timeout(180)
class BrokerRefusalsIT {

    private static final Duration THREE_HOURS = Duration.ofHours(3);
    private static final String ANY_LEAD = Long.toString(Long.MAX_VALUE);

    @TempDir
    static Path store;

    private static EmbeddedBroker broker;

    @BeforeAll
    static void start(EmbeddedBroker shared) {
        TinyExplainer.publish(store, "tiny");
        broker = shared;
    }

    @Test
    void aTimestampThatOnlyTheRequestsTopicTakesIsADeadLetter() throws Exception {
        try (KafkaSide kafka = new KafkaSide(broker, "early")) {
            takeAnyTimestamp("early-requests");
            try (Streamer streamer = Streamer.start(config(kafka))) {
                publishAmongGoodOnes(kafka);
                assertRefused(kafka, "message.timestamp.after.max.ms");
                assertThat(failedThreads(streamer)).isZero();
            }
        }
    }

    /** Covers a streamer that may not read the topics' settings, and settings that change while it runs. */
    @Test
    void aLimitThatIsNotKnownIsLearntFromTheBroker() throws Exception {
        try (KafkaSide kafka = new KafkaSide(broker, "changed")) {
            takeAnyTimestamp("changed-requests", "changed-explanations", "changed-dlq");
            try (Streamer streamer = Streamer.start(config(kafka))) {
                set("changed-explanations", "message.timestamp.after.max.ms", "60000");
                publishAmongGoodOnes(kafka);
                assertRefused(kafka, "the topic changed-explanations accepts at most");
                assertThat(Scrape.get(streamer.httpPort(), "/health/live").statusCode())
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void aDeadLetterThatTheBrokerDoesNotTakeComesWithTheTimeOfNow() throws Exception {
        try (KafkaSide kafka = new KafkaSide(broker, "letter")) {
            takeAnyTimestamp("letter-requests", "letter-explanations", "letter-dlq");
            try (Streamer streamer = Streamer.start(config(kafka))) {
                set("letter-dlq", "message.timestamp.after.max.ms", "60000");
                kafka.publish("bad", bytes("{}"), System.currentTimeMillis() + THREE_HOURS.toMillis(), List.of());
                kafka.publish("good", json("good"));
                kafka.explained("good");
                ConsumerRecord<String, byte[]> letter = kafka.refused("bad");
                assertThat(letter.value()).isEqualTo(bytes("{}"));
                assertThat(header(letter, "maskstream.timestamp")).hasSize(13);
                assertThat(Scrape.get(streamer.httpPort(), "/health/live").statusCode())
                        .isEqualTo(200);
            }
        }
    }

    private static void publishAmongGoodOnes(KafkaSide kafka) {
        for (int i = 0; i < 5; i++) {
            kafka.publish("before" + i, json("before" + i));
        }
        kafka.publish("early", bytes(json("early")), System.currentTimeMillis() + THREE_HOURS.toMillis(), List.of());
        for (int i = 0; i < 5; i++) {
            kafka.publish("behind" + i, json("behind" + i));
        }
    }

    private static void assertRefused(KafkaSide kafka, String why) {
        List<String> good = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            good.add("before" + i);
            good.add("behind" + i);
        }
        kafka.explained(good);
        ConsumerRecord<String, byte[]> letter = kafka.refused("early");
        assertThat(header(letter, "maskstream.reason")).isEqualTo("not_taken");
        assertThat(header(letter, "__streams.errors.message")).contains(why);
        assertThat(letter.value()).isEqualTo(bytes(json("early")));
        kafka.readFor(Duration.ofSeconds(2));
        assertThat(kafka.read()).as("each record once").isEqualTo(11);
    }

    private static double failedThreads(Streamer streamer) {
        return Scrape.sum(streamer.httpPort(), "kafka_stream_failed_stream_threads_total");
    }

    @Test
    void aRecordWithoutAKeyIsADeadLetterWhereExplanationsAreCompacted() throws Exception {
        try (KafkaSide kafka = new KafkaSide(broker, "compacted")) {
            set("compacted-explanations", "cleanup.policy", "compact");
            set("compacted-dlq", "cleanup.policy", "compact");
            try (Streamer streamer = Streamer.start(config(kafka))) {
                kafka.publish(null, json("bare"));
                kafka.publish("good", json("good"));
                kafka.explained("good");
                ConsumerRecord<String, byte[]> letter = kafka.refused("compacted-requests-0@0");
                assertThat(header(letter, "maskstream.reason")).isEqualTo("not_taken");
                assertThat(failedThreads(streamer)).isZero();
            }
        }
    }

    private static StreamerConfig config(KafkaSide kafka) {
        Map<String, String> settings = kafka.settings();
        settings.putAll(KafkaSide.SOON_MISSED);
        settings.put("explainer.store", store.toString());
        settings.put("explainers", "tiny");
        settings.put("releases.topic", "");
        return new StreamerConfig(settings);
    }

    private static void takeAnyTimestamp(String... topics) throws Exception {
        for (String topic : topics) {
            set(topic, "message.timestamp.after.max.ms", ANY_LEAD);
        }
    }

    private static void set(String topic, String name, String value) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.incrementalAlterConfigs(Map.of(
                            new ConfigResource(ConfigResource.Type.TOPIC, topic),
                            List.of(new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
        }
    }

    private static String json(String id) {
        return "{\"id\":\"" + id + "\",\"smiles\":\"CCO\"}";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
