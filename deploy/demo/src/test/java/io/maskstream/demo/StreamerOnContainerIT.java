package io.maskstream.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskstream.schemas.input.InputKind;
import io.maskstream.streamer.app.Streamer;
import io.maskstream.streamer.config.StreamerConfig;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.kafka.KafkaContainer;

/** Tests the streamer with a shipped explainer and an external broker in a container. */
@Testcontainers(disabledWithoutDocker = true)
@Timeout(180)
class StreamerOnContainerIT {

    @Container
    private static final KafkaContainer KAFKA = new KafkaContainer("apache/kafka:4.3.1");

    @BeforeAll
    static void createTopics() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", KAFKA.getBootstrapServers()))) {
            admin.createTopics(Stream.of(Topics.REQUESTS, Topics.EXPLANATIONS, Topics.DEAD_LETTERS)
                            .map(name -> new NewTopic(name, 2, (short) 1))
                            .toList())
                    .all()
                    .get();
        }
    }

    @Test
    void explainsEachRecordOnceAcrossARestartAndSetsTheBadOneAside() {
        List<DemoRequest> shipped = DemoRequest.shipped(InputKind.MOLECULE);
        String bad = "{\"id\":\"bad\",\"smiles\":\"C1CC\"}";
        List<Outcome> outcomes = new ArrayList<>();
        try (RequestPublisher publisher = new RequestPublisher(KAFKA.getBootstrapServers(), Topics.REQUESTS);
                OutcomeReader reader = OutcomeReader.fromTheBeginning(KAFKA.getBootstrapServers())) {
            publisher.publish(shipped.subList(0, 5).stream().map(DemoRequest::value));
            publisher.publish(Stream.of(bad.getBytes(StandardCharsets.UTF_8)));
            try (Streamer streamer = startStreamer()) {
                assertThat(streamer.httpPort()).isPositive();
                read(reader, outcomes, 6);
            }
            publisher.publish(shipped.subList(5, shipped.size()).stream().map(DemoRequest::value));
            try (Streamer streamer = startStreamer()) {
                assertThat(streamer.httpPort()).isPositive();
                read(reader, outcomes, shipped.size() + 1);
                // Duplicates would arrive now.
                outcomes.addAll(reader.poll(Duration.ofSeconds(1)));
            }
        }
        assertThat(outcomes)
                .filteredOn(Outcome.Explained.class::isInstance)
                .extracting(Outcome::id)
                .containsExactlyInAnyOrderElementsOf(
                        shipped.stream().map(DemoRequest::id).toList());
        assertThat(outcomes)
                .filteredOn(Outcome.Refused.class::isInstance)
                .singleElement()
                .extracting(refused -> (Outcome.Refused) refused)
                .satisfies(refused -> {
                    assertThat(refused.request()).isEqualTo(bad);
                    assertThat(refused.reason()).contains("bad", "'smiles'");
                });
    }

    private static Streamer startStreamer() {
        return Streamer.start(LocalStreamer.config(
                KAFKA.getBootstrapServers(),
                Home.path().resolve("deploy/explainers"),
                Map.of(StreamerConfig.HTTP_PORT, "0", StreamerConfig.EXPLAINERS, "esol")));
    }

    private static void read(OutcomeReader reader, List<Outcome> outcomes, int expected) {
        while (outcomes.size() < expected) {
            outcomes.addAll(reader.poll(Duration.ofMillis(100)));
        }
    }
}
