package io.maskstream.streamer.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maskstream.streamer.kafka.KnownLimits;
import io.maskstream.streamer.kafka.TopicLimits;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests which settings reach Kafka's clients. */
class KafkaSettingsTest {

    private static final KnownLimits LIMITS = new KnownLimits(TopicLimits.ofProducer("topic", 1000));

    @Test
    void ourDefaultsReachKafkaStreamsAndItsConsumer() {
        StreamsConfig streams = streams(Map.of());
        assertThat(streams.getString("application.id")).isEqualTo("maskstream");
        assertThat(streams.getString("processing.guarantee")).isEqualTo("exactly_once_v2");
        assertThat(streams.getLong("commit.interval.ms")).isEqualTo(4_000);
        assertThat(streams.getInt("num.stream.threads")).isEqualTo(3);
        assertThat(streams.getInt("buffered.records.per.partition")).isEqualTo(256);
        assertThat(streams.getString("errors.dead.letter.queue.topic.name")).isEqualTo("explanation-requests-dlq");
        assertThat(consumer(streams))
                .containsEntry("max.poll.records", 256)
                .containsEntry("session.timeout.ms", 10_000)
                .containsEntry("isolation.level", "read_committed");
    }

    @ParameterizedTest
    @CsvSource({"batch.size", "producer.batch.size"})
    void aBatchHoldsWhatAPollBringsUnlessTheUserSaysOtherwise(String key) {
        assertThat(streams(Map.of()).getProducerConfigs("p")).containsEntry("batch.size", 262_144);
        assertThat(streams(Map.of(key, "100")).getProducerConfigs("p"))
                .hasEntrySatisfying(
                        "batch.size", size -> assertThat(size.toString()).isEqualTo("100"));
    }

    @ParameterizedTest
    @CsvSource({"max.poll.records", "consumer.max.poll.records", "main.consumer.max.poll.records"})
    void theUsersValueWinsWhicheverWayItIsSpelt(String key) {
        assertThat(consumer(streams(Map.of(key, "64"))).get("max.poll.records").toString())
                .isEqualTo("64");
    }

    @Test
    void securitySettingsReachEveryClient() {
        StreamsConfig streams = streams(Map.of(
                "security.protocol", "SASL_SSL",
                "sasl.jaas.config", "some.LoginModule required;",
                "ssl.truststore.location", "/trust.p12"));
        for (Map<String, Object> client :
                List.of(consumer(streams), streams.getProducerConfigs("p"), streams.getAdminConfigs("a"))) {
            assertThat(client)
                    .containsEntry("security.protocol", "SASL_SSL")
                    .containsEntry("sasl.jaas.config", "some.LoginModule required;")
                    .containsEntry("ssl.truststore.location", "/trust.p12");
        }
    }

    @Test
    void settingsOfOneClientReachThatOneAlone() {
        StreamsConfig streams = streams(Map.of("producer.compression.type", "zstd", "admin.retries", "3"));
        assertThat(streams.getProducerConfigs("p")).containsEntry("compression.type", "zstd");
        assertThat(streams.getAdminConfigs("a")).containsEntry("retries", "3");
        assertThat(consumer(streams)).doesNotContainKey("compression.type");
    }

    @Test
    void theUsersInterceptorsReachTheMainConsumer() {
        assertThat(consumer(streams(Map.of("consumer.interceptor.classes", "some.Tracing"))))
                .containsEntry("interceptor.classes", "some.Tracing");
    }

    @Test
    void theLookaheadTakesAShareOfTheTimeBetweenTwoPollsAndAFewSecondsAtMost() {
        assertThat(KafkaSettings.lookaheadBudget(config(Map.of())).poll()).isEqualTo(Duration.ofSeconds(3));
        assertThat(KafkaSettings.lookaheadBudget(config(Map.of("main.consumer.max.poll.interval.ms", "4000")))
                        .poll())
                .isEqualTo(Duration.ofMillis(400));
    }

    @Test
    void whatTheStreamerDoesItselfCannotBeSet() {
        for (String own : List.of(
                "processing.exception.handler",
                "production.exception.handler",
                "group.protocol",
                "errors.dead.letter.queue.topic.name")) {
            assertThatThrownBy(() -> config(Map.of(own, "x")))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining(own);
        }
    }

    @Test
    void theLargestRecordIsWhatTheProducerSends() {
        assertThat(config(Map.of("producer.max.request.size", "5000")).largestRecordBytes())
                .isEqualTo(5000);
        assertThat(config(Map.of("max.request.size", "6000")).largestRecordBytes())
                .isEqualTo(6000);
    }

    private static StreamerConfig config(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(
                Map.of("bootstrap.servers", "localhost:9092", "explainer.store", "store", "explainers", "esol"));
        settings.putAll(more);
        return new StreamerConfig(settings);
    }

    private static StreamsConfig streams(Map<String, String> more) {
        return new StreamsConfig(
                KafkaSettings.stream(config(more), 3, LIMITS, LIMITS, new AtomicBoolean(), null, null));
    }

    private static Map<String, Object> consumer(StreamsConfig streams) {
        return streams.getMainConsumerConfigs("maskstream", "client", 1);
    }
}
