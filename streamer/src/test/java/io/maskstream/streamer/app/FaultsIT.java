package io.maskstream.streamer.app;

import static io.maskstream.streamer.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.maskstream.broker.EmbeddedBroker;
import io.maskstream.streamer.config.StreamerConfig;
import io.maskstream.streamer.engine.Governor;
import io.maskstream.streamer.engine.TinyExplainer;
import io.maskstream.streamer.engine.TinyReviewExplainer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Failures around a streamer under load: each record is explained exactly once. */
@Timeout(300)
class FaultsIT {

    private static final Duration PAUSE = Duration.ofMillis(5);
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    /** Time within which a repeated record would arrive. */
    private static final Duration REPEATED = Duration.ofSeconds(2);

    private static final String MOLECULE = "{\"id\":\"m\",\"smiles\":\"CCO\"}";

    /** Memory for a backlog that is several times as large; enough for the bytes and the text of one poll. */
    private static final long BACKLOG_MEMORY = 64L << 20;

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
    void anEngineThatFailsForATimeCostsNoRecord() throws Exception {
        Governor governor = new Governor(store.resolve("governor"));
        Path governed = store.resolve("governed");
        TinyExplainer.publish(governed, "tiny", governor);
        try (KafkaSide kafka = new KafkaSide(broker, "failing");
                Streamer streamer = streamer(kafka, governed, Map.of())) {
            Thread load = load(kafka);
            kafka.explained("m0");
            governor.letFail();
            await("batches have failed")
                    .atMost(PATIENCE)
                    .until(() -> Scrape.value(streamer.httpPort(), "maskstream_lookahead_fallbacks_total") >= 2);
            governor.letGoOn();
            awaitPublished(published.get() + 100);
            assertEachIsExplainedOnce(kafka, load);
        }
    }

    @Test
    void anEngineThatHangsLosesItsPartitionsToAnotherInstance() throws Exception {
        Governor governor = new Governor(store.resolve("governor"));
        Path governed = store.resolve("governed");
        TinyExplainer.publish(governed, "tiny", governor);
        try (KafkaSide kafka = new KafkaSide(broker, "hanging");
                Streamer hanging = streamer(kafka, governed, Map.of("main.consumer.max.poll.interval.ms", "4000"))) {
            Thread load = load(kafka);
            kafka.explained("m0");
            try (Governor.HeldUp heldUp = governor.holdUp();
                    Streamer other = streamer(kafka)) {
                awaitPublished(published.get() + 100);
                kafka.explained("m" + (published.get() - 1));
                assertThat(Scrape.get(hanging.httpPort(), "/health/live").statusCode())
                        .as("%s, while %s serves", heldUp, other)
                        .isEqualTo(503);
            }
            awaitPublished(published.get() + 100);
            assertEachIsExplainedOnce(kafka, load);
            assertThat(Scrape.get(hanging.httpPort(), "/health/live").statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void aDeadLetterTopicThatIsDeletedHoldsTheStreamUntilItIsThereAgain() throws Exception {
        Map<String, String> impatient = Map.of(
                "producer.max.block.ms", "1500",
                "producer.request.timeout.ms", "1000",
                "producer.delivery.timeout.ms", "2000");
        try (KafkaSide before = new KafkaSide(broker, "deleted");
                Streamer streamer = streamer(before, store, impatient)) {
            before.publish("bad0", "{}");
            before.refused("bad0");
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
                admin.deleteTopics(List.of("deleted-dlq")).all().get();
            }
            before.publish("good1", MOLECULE);
            before.explained("good1");
            before.publish("bad1", "{}");
            before.publish("good2", MOLECULE);
            before.flush();
            await("stream threads have failed").atMost(PATIENCE).until(() -> failedThreads(streamer) >= 2);
            assertThat(Scrape.get(streamer.httpPort(), "/health/live").statusCode())
                    .isEqualTo(200);
            try (KafkaSide after = new KafkaSide(broker, "deleted")) {
                after.refused("bad1");
                after.explained("good2");
                after.readFor(REPEATED);
                assertThat(after.read()).as("good1, bad1, good2").isEqualTo(3);
            }
        }
    }

    @Test
    void aStreamThatIsSlowerThanItsProducersShowsItsLagAndNeedsNoMoreMemory() throws Exception {
        TinyReviewExplainer.publish(store, "reviews");
        int reviews = 2500;
        String text = "a good film ".repeat(5000);
        long used = usedAfterCollection();
        try (KafkaSide kafka = new KafkaSide(broker, "slow")) {
            // Before the streamer starts, since a fast one keeps up with the producer, and more than it fetches ahead,
            // which does not count as lag.
            for (int i = 0; i < reviews; i++) {
                kafka.publish("m" + i, "{\"id\":\"m" + i + "\",\"text\":\"" + text + "\"}");
                published.incrementAndGet();
            }
            kafka.flush();
            try (Streamer streamer = streamer(kafka, store, Map.of("explainers", "reviews"))) {
                await("the stream is behind").atMost(PATIENCE).until(() -> lag(streamer) > 100);
                long grown = usedAfterCollection() - used;
                assertThat(lag(streamer)).as("still behind").isGreaterThan(100);
                assertThat(grown).as("of %d", (long) reviews * text.length()).isLessThan(BACKLOG_MEMORY);
                stopped.set(true);
                assertEachIsExplainedOnce(kafka, new Thread());
                await("the stream has caught up").atMost(PATIENCE).until(() -> lag(streamer) == 0);
            }
        }
    }

    /** Returns the lag of all partitions that a streamer reads, in records. */
    private static double lag(Streamer streamer) {
        return Scrape.sum(streamer.httpPort(), "kafka_consumer_fetch_manager_records_lag");
    }

    private static double failedThreads(Streamer streamer) {
        return Scrape.sum(streamer.httpPort(), "kafka_stream_failed_stream_threads_total");
    }

    private static long usedAfterCollection() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
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
        return streamer(kafka, store, Map.of());
    }

    private static Streamer streamer(KafkaSide kafka, Path store, Map<String, String> more) {
        Map<String, String> settings = kafka.settings();
        settings.put("explainer.store", store.toString());
        settings.put("explainers", "tiny");
        settings.put("releases.topic", "");
        settings.putAll(KafkaSide.SOON_MISSED);
        settings.putAll(more);
        StreamerConfig config = new StreamerConfig(settings);
        // The governor of a graph is a file that it reads.
        return Streamer.start(config, config.explainerLoader().allowing(Set.of("ReadFile")));
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
        await(count + " records are published").atMost(PATIENCE).until(() -> published.get() >= count);
    }

    private void assertEachIsExplainedOnce(KafkaSide kafka, Thread load) throws InterruptedException {
        stopped.set(true);
        load.join();
        List<String> keys =
                IntStream.range(0, published.get()).mapToObj(i -> "m" + i).toList();
        kafka.explained(keys);
        kafka.readFor(REPEATED);
        assertThat(kafka.read()).as("nothing twice, nothing refused").isEqualTo(keys.size());
    }
}
