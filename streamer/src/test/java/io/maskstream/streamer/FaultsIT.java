package io.maskstream.streamer;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskstream.broker.EmbeddedBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What happens under load around the streamer: whatever does, each record is explained once. */
@Timeout(300)
class FaultsIT {

    private static final Duration PAUSE = Duration.ofMillis(5);

    @TempDir
    Path store;

    @TempDir
    Path brokersData;

    private final AtomicBoolean stopped = new AtomicBoolean();
    private final AtomicInteger published = new AtomicInteger();
    private EmbeddedBroker broker;

    @BeforeEach
    void start() {
        TinyExplainer.publish(store, "tiny");
        broker = EmbeddedBroker.start(0, brokersData, Map.of());
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void theBrokerIsStoppedAndStarted() throws Exception {
        int port = Integer.parseInt(broker.bootstrapServers().replaceFirst(".*:", ""));
        try (KafkaSide kafka = new KafkaSide(broker, "outage");
                Streamer streamer = streamer(kafka)) {
            Thread load = load(kafka);
            awaitPublished(200);
            broker.close();
            LockSupport.parkNanos(Duration.ofSeconds(3).toNanos());
            broker = EmbeddedBroker.start(port, brokersData, Map.of());
            awaitPublished(published.get() + 200);
            assertEachIsExplainedOnce(kafka, load);
            assertThat(Scrape.get(streamer.httpPort(), "/health/ready").statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void instancesComeAndGo() throws Exception {
        try (KafkaSide kafka = new KafkaSide(broker, "rebalance")) {
            Streamer serving = streamer(kafka);
            Thread load = load(kafka);
            for (int i = 0; i < 4; i++) {
                Streamer next = streamer(kafka);
                awaitPublished(published.get() + 100);
                serving.close();
                awaitPublished(published.get() + 100);
                serving = next;
            }
            assertEachIsExplainedOnce(kafka, load);
            serving.close();
        }
    }

    private Streamer streamer(KafkaSide kafka) {
        Map<String, String> settings = kafka.settings();
        settings.put("explainer.store", store.toString());
        settings.put("explainers", "tiny");
        settings.put("releases.topic", "");
        settings.put("main.consumer.session.timeout.ms", "6000");
        return Streamer.start(new StreamerConfig(settings));
    }

    /** Publishes until it is told to stop. */
    private Thread load(KafkaSide kafka) {
        Thread load = new Thread(
                () -> {
                    while (!stopped.get()) {
                        String key = "m" + published.get();
                        kafka.publish(key, "{\"id\":\"" + key + "\",\"smiles\":\"CCO\"}");
                        published.incrementAndGet();
                        LockSupport.parkNanos(PAUSE.toNanos());
                    }
                },
                "load");
        load.start();
        return load;
    }

    private void awaitPublished(int count) {
        while (published.get() < count) {
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    private void assertEachIsExplainedOnce(KafkaSide kafka, Thread load) throws InterruptedException {
        stopped.set(true);
        load.join();
        List<String> keys =
                IntStream.range(0, published.get()).mapToObj(i -> "m" + i).toList();
        kafka.explained(keys);
        kafka.readFor(Duration.ofSeconds(3));
        assertThat(kafka.read()).as("nothing twice, nothing refused").isEqualTo(keys.size());
    }
}
