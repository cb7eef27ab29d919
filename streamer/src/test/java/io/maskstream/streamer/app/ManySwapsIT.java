package io.maskstream.streamer.app;

import static io.maskstream.streamer.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.maskstream.broker.EmbeddedBroker;
import io.maskstream.schemas.artifact.ArtifactStore;
import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.schemas.render.Png;
import io.maskstream.streamer.engine.TinyExplainer;
import io.maskstream.streamer.release.Releases;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many versions are swapped in under load. After the last swap, the process needs no more memory than after the first
 * ones, and each record is explained once. {@code -Dmaskstream.swaps=200} swaps two hundred times;
 * {@code -Dmaskstream.swaps.explainer=imdb} uses a shipped explainer instead of a tiny one. Latency during swaps is
 * less than twice that without swaps, plus what other work on the machine adds.
 */
@Tag("timed")
@Timeout(1800)
class ManySwapsIT {

    private static final int SWAPS = Integer.getInteger("maskstream.swaps", 12);

    /** Name of a shipped explainer; null for a tiny one. */
    private static final String SHIPPED = System.getProperty("maskstream.swaps.explainer");

    /** Number of swaps during which the process still grows to its usual size. */
    private static final int FIRST_SWAPS = Math.min(20, SWAPS / 4);

    /**
     * Size of a model. If each swap leaked it, even the shortest run would exceed the limit on growth more than twice.
     */
    private static final int MODEL_BYTES = 24 << 20;

    /** On a busy machine, compiler and allocator have once taken 60 MiB late. */
    private static final long GROWTH_KIB = 96 << 10;

    private static final Duration PAUSE = Duration.ofMillis(10);
    private static final Duration USUAL = Duration.ofSeconds(SWAPS > 20 ? 15 : 4);

    /** Time that other work on the machine may add. */
    private static final Duration HICCUP = Duration.ofMillis(300);

    private static final Duration SOON = Duration.ofMillis(50);
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** Time within which a repeated record would arrive. */
    private static final Duration REPEATED = Duration.ofSeconds(2);

    private static final String RELEASES = "explainer-releases";

    @TempDir
    Path folder;

    private final AtomicBoolean stopped = new AtomicBoolean();
    private volatile int published;

    @Test
    void theProcessDoesNotGrowAndEachRecordIsExplainedOnce() throws Exception {
        List<ExplainerArtifact> versions = List.of(publishVersion(), publishVersion());
        String request = request(versions.get(0).manifest().input().kind());
        try (EmbeddedBroker broker = EmbeddedBroker.start(Map.of());
                KafkaSide kafka = new KafkaSide(broker, "swaps");
                Arrivals arrivals = new Arrivals(broker, "swaps-explanations")) {
            broker.createTopics(1, RELEASES);
            Map<String, String> settings = kafka.settings();
            settings.put("explainer.store", folder.resolve("store").toString());
            settings.put("explainers", versions.get(0).manifest().name());
            Process streamer = StreamerProcess.start(
                    folder,
                    // The whole heap is committed from the start, so all growth is outside the heap.
                    List.of("-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch", "-XX:+UseSerialGC"),
                    "--config",
                    StreamerProcess.settings(folder, settings).toString());
            Thread load = new Thread(() -> publish(kafka, request), "load");
            try {
                int port = StreamerProcess.awaitPort(folder, streamer);
                load.start();
                // The first records run code that is not compiled yet.
                Thread.sleep(USUAL.toMillis());
                arrivals.takeP99();
                Thread.sleep(USUAL.toMillis());
                Duration usual = arrivals.takeP99();
                long first = 0;
                for (int swap = 1; swap <= SWAPS; swap++) {
                    ExplainerArtifact next = versions.get(swap % 2 == 1 ? 0 : 1);
                    announce(broker, next);
                    await("swap " + swap).atMost(PATIENCE).pollInterval(SOON).until(() -> serves(port, next));
                    if (swap % FIRST_SWAPS == 0) {
                        long resident = residentKib(streamer);
                        System.out.printf("%d MiB resident after %d swaps%n", resident >> 10, swap);
                        first = swap == FIRST_SWAPS ? resident : first;
                    }
                }
                long last = residentKib(streamer);
                Duration during = arrivals.takeP99();
                stopped.set(true);
                load.join();
                kafka.flush();
                await("each record is explained")
                        .atMost(PATIENCE)
                        .pollInterval(SOON)
                        .until(() -> arrivals.differentKeys() >= published);
                Thread.sleep(REPEATED.toMillis());
                System.out.printf(
                        "%d swaps: p99 %d ms, without swaps %d ms; %d records%n",
                        SWAPS, during.toMillis(), usual.toMillis(), published);
                assertThat(during)
                        .as("99th percentile during swaps, without them " + usual)
                        .isLessThan(usual.multipliedBy(2).plus(HICCUP));
                assertThat(arrivals.count()).as("nothing twice").isEqualTo(published);
                assertThat(last - first).as("KiB that the process grew by").isLessThan(GROWTH_KIB);
            } finally {
                stopped.set(true);
                load.join();
                streamer.destroyForcibly().waitFor();
            }
        }
    }

    private ExplainerArtifact publishVersion() {
        Path store = folder.resolve("store");
        if (SHIPPED == null) {
            return TinyExplainer.publishHeavy(store, "tiny", MODEL_BYTES);
        }
        ExplainerArtifact shipped = new ArtifactStore(Path.of("../deploy/explainers")).openLatest(SHIPPED);
        return new ArtifactStore(store).publish(shipped.manifest(), version -> {
            for (String file : shipped.manifest().files().keySet()) {
                Files.createDirectories(version.resolve(file).getParent());
                Files.copy(shipped.folder().resolve(file), version.resolve(file));
            }
        });
    }

    private static String request(InputKind kind) {
        return switch (kind) {
            case MOLECULE -> "{\"id\":\"r\",\"smiles\":\"CCO\"}";
            case REVIEW -> "{\"id\":\"r\",\"text\":\"%s\"}".formatted("A slow start, but what an ending! ".repeat(4));
            case IMAGE -> "{\"id\":\"r\",\"image\":\"%s\"}".formatted(square());
        };
    }

    private static String square() {
        BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
        image.getGraphics().fillRect(8, 8, 16, 16);
        return Base64.getEncoder().encodeToString(Png.of(image));
    }

    private void publish(KafkaSide kafka, String request) {
        while (!stopped.get()) {
            kafka.publish("m" + published, request);
            published++;
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private static void announce(EmbeddedBroker broker, ExplainerArtifact version) throws Exception {
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(
                            RELEASES, version.manifest().name(), Releases.value(Releases.of(version))))
                    .get();
        }
    }

    private static boolean serves(int port, ExplainerArtifact version) {
        return Scrape.get(port, "/metrics")
                .body()
                .lines()
                .anyMatch(line -> line.startsWith("maskstream_explainer_info{") && line.contains(version.digest()));
    }

    /** Returns the resident memory of the process, heap and native, according to the kernel. */
    private static long residentKib(Process process) throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }

    /**
     * Explanations as they become visible to a read_committed consumer, with their latencies. They are read on a
     * separate thread, so that other work of the test does not count as latency.
     */
    private static final class Arrivals implements AutoCloseable {

        private final KafkaConsumer<String, byte[]> consumer;
        private final Thread reader = new Thread(this::read, "arrivals");
        private final Set<String> keys = new HashSet<>();
        private final List<Long> millis = new ArrayList<>();
        private int count;

        Arrivals(EmbeddedBroker broker, String topic) {
            consumer = new KafkaConsumer<>(
                    Map.of("bootstrap.servers", broker.bootstrapServers(), "isolation.level", "read_committed"),
                    new StringDeserializer(),
                    new ByteArrayDeserializer());
            List<TopicPartition> partition = List.of(new TopicPartition(topic, 0));
            consumer.assign(partition);
            consumer.seekToBeginning(partition);
            reader.start();
        }

        private void read() {
            try {
                while (true) {
                    ConsumerRecords<String, byte[]> records = consumer.poll(Duration.ofSeconds(1));
                    long now = System.currentTimeMillis();
                    synchronized (this) {
                        // Its timestamp is that of the request.
                        records.forEach(record -> millis.add(now - record.timestamp()));
                        records.forEach(record -> keys.add(record.key()));
                        count += records.count();
                    }
                }
            } catch (WakeupException e) {
                consumer.close();
            }
        }

        synchronized int count() {
            return count;
        }

        synchronized int differentKeys() {
            return keys.size();
        }

        /** Returns the 99th percentile of the latencies since the last call. */
        synchronized Duration takeP99() {
            long[] sorted = millis.stream().mapToLong(Long::longValue).sorted().toArray();
            millis.clear();
            assertThat(sorted).isNotEmpty();
            return Duration.ofMillis(sorted[(int) (0.99 * (sorted.length - 1))]);
        }

        @Override
        public void close() {
            consumer.wakeup();
            try {
                reader.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
