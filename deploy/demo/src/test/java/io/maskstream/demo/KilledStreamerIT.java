package io.maskstream.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskstream.broker.EmbeddedBroker;
import io.maskstream.streamer.app.StreamerCommand;
import io.maskstream.streamer.engine.TinyExplainer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the streamer in a separate process and kills it repeatedly under load. A reader of committed records must find
 * every record explained exactly once. {@code -Dmaskstream.kills=10} kills it ten times.
 */
@Timeout(1800)
class KilledStreamerIT {

    private static final int KILLS = Integer.getInteger("maskstream.kills", 2);

    /** Minimum number of explained records between two kills. */
    private static final int ROUND = 300;

    private static final Duration PAUSE = Duration.ofMillis(5);
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    /** Time after which the broker aborts the transaction of a killed streamer. */
    private static final Duration TRANSACTION = Duration.ofSeconds(4);

    /** A duplicate explanation would arrive immediately or when a transaction expires. */
    private static final Duration AFTERMATH = TRANSACTION.plusSeconds(2);

    @TempDir
    Path folder;

    private final Set<String> explained = new HashSet<>();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final AtomicInteger published = new AtomicInteger();
    private int read;

    @Test
    void everyRecordIsExplainedOnce() throws Exception {
        TinyExplainer.publish(folder, "tiny");
        try (EmbeddedBroker broker = EmbeddedBroker.start(Map.of())) {
            broker.createTopics(2, Topics.REQUESTS, Topics.EXPLANATIONS, Topics.DEAD_LETTERS);
            Thread load = new Thread(() -> publish(broker.bootstrapServers()), "load");
            try (KafkaConsumer<String, byte[]> consumer = consumer(broker.bootstrapServers())) {
                load.start();
                for (int kill = 1; kill <= KILLS; kill++) {
                    try (DemoProcess streamer = streamer(broker)) {
                        awaitExplained(consumer, explained.size() + ROUND, streamer);
                        streamer.kill();
                    }
                }
                try (DemoProcess streamer = streamer(broker)) {
                    awaitExplained(consumer, explained.size() + ROUND, streamer);
                    streamer.interrupt();
                    assertThat(streamer.status()).as("after SIGTERM").isEqualTo(143);
                }
                try (DemoProcess streamer = streamer(broker)) {
                    awaitExplained(consumer, explained.size() + ROUND, streamer);
                    stopped.set(true);
                    load.join();
                    awaitExplained(consumer, published.get(), streamer);
                    long end = System.nanoTime() + AFTERMATH.toNanos();
                    while (System.nanoTime() < end) {
                        read(consumer);
                    }
                }
                assertThat(explained).hasSize(published.get());
                assertThat(read)
                        .as("explanations of %d records", published.get())
                        .isEqualTo(published.get());
            } finally {
                stopped.set(true);
                load.join();
            }
        }
    }

    private DemoProcess streamer(EmbeddedBroker broker) throws IOException {
        Path settings = Files.write(
                folder.resolve("streamer.properties"),
                List.of(
                        "bootstrap.servers=" + broker.bootstrapServers(),
                        "explainer.store=" + folder,
                        "explainers=tiny",
                        "http.port=0",
                        "producer.transaction.timeout.ms=" + TRANSACTION.toMillis(),
                        "main.consumer.heartbeat.interval.ms=500",
                        "main.consumer.session.timeout.ms=3000"));
        return DemoProcess.start(folder, StreamerCommand.class, "", "--config", settings.toString());
    }

    private static KafkaConsumer<String, byte[]> consumer(String bootstrapServers) {
        KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "group.id",
                        "downstream",
                        "auto.offset.reset",
                        "earliest",
                        "isolation.level",
                        "read_committed"),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        consumer.subscribe(List.of(Topics.EXPLANATIONS));
        return consumer;
    }

    private void awaitExplained(KafkaConsumer<String, byte[]> consumer, int count, DemoProcess streamer) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (explained.size() < count && System.nanoTime() < deadline) {
            read(consumer);
        }
        assertThat(explained.size()).as(streamer.toString()).isGreaterThanOrEqualTo(count);
    }

    private void read(KafkaConsumer<String, byte[]> consumer) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(100))) {
            read++;
            explained.add(record.key());
        }
    }

    private void publish(String bootstrapServers) {
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers), new StringSerializer(), new ByteArraySerializer())) {
            while (!stopped.get()) {
                String key = "m" + published.get();
                producer.send(new ProducerRecord<>(
                        Topics.REQUESTS,
                        key,
                        ("{\"id\":\"" + key + "\",\"smiles\":\"CCO\"}").getBytes(StandardCharsets.UTF_8)));
                published.incrementAndGet();
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }
}
