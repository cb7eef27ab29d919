package io.maskstream.streamer.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskstream.broker.EmbeddedBroker;
import io.maskstream.schemas.input.image.ImageEncoding;
import io.maskstream.schemas.input.image.ImageLimits;
import io.maskstream.schemas.input.image.Pngs;
import io.maskstream.schemas.record.Image;
import io.maskstream.streamer.engine.TinyExplainer;
import io.maskstream.streamer.engine.TinyImageExplainer;
import io.maskstream.streamer.engine.TinyReviewExplainer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * A streamer in its own process, with default settings and a heap of 512 MB, receives hostile values among good ones.
 * Each becomes an explanation or a dead letter within seconds, every good record is answered once, no thread is
 * replaced, and health stays good. {@code -Dmaskstream.hostile.values=500} tries that many additional random values,
 * and more values of one kind at once.
 */
@Tag("timed")
class HostileInputIT {

    private static final int USUAL_VALUES = 60;
    private static final int RANDOM_VALUES = Integer.getInteger("maskstream.hostile.values", USUAL_VALUES);

    /** Number of values of one kind in a poll. */
    private static final int ALIKE = RANDOM_VALUES > USUAL_VALUES ? 6 : 3;

    private static final int DAMAGED = RANDOM_VALUES > USUAL_VALUES ? 30 : 12;

    private static final int AT_ONCE = 15;
    private static final int TRIES = 1;

    /**
     * Limit from publication to a committed answer, on a machine as fast as the one on which the limits were measured.
     */
    private static final Duration LIMIT = Duration.ofSeconds(10);

    /** Time that {@link #slowness} takes on that machine. */
    private static final Duration USUAL = Duration.ofMillis(700);

    /** Limit for heap, TensorFlow and the virtual machine. */
    private static final long MOST_RESIDENT_BYTES = 1600L << 20;

    private static final String GOOD = "{\"id\":\"good\",\"smiles\":\"CCO\"}";

    private static final AtomicInteger published = new AtomicInteger();
    private static final AtomicBoolean watching = new AtomicBoolean(true);
    private static final AtomicLong mostResident = new AtomicLong();
    private static final List<String> unhealthy = new CopyOnWriteArrayList<>();

    private static Path folder;
    private static EmbeddedBroker broker;
    private static KafkaSide kafka;
    private static Process streamer;
    private static Thread watch;
    private static Duration limit;

    @BeforeContainer
    static void start() throws Exception {
        limit = LIMIT.multipliedBy((long) Math.ceil(slowness()));
        folder = Files.createTempDirectory("hostile");
        Path store = folder.resolve("store");
        TinyExplainer.publish(store, "tiny");
        TinyReviewExplainer.publish(store, "reviews");
        TinyImageExplainer.publish(store, "images");
        broker = EmbeddedBroker.start(Map.of("message.max.bytes", Integer.toString(KafkaSide.LARGEST_RECORD)));
        kafka = new KafkaSide(broker, "hostile", "zstd");
        Map<String, String> settings = kafka.settings();
        settings.put("explainer.store", store.toString());
        settings.put("explainers", "tiny,reviews,images");
        settings.put("releases.topic", "");
        streamer = StreamerProcess.start(
                folder,
                List.of("-Xmx512m"),
                "--config",
                StreamerProcess.settings(folder, settings).toString());
        int port = StreamerProcess.awaitPort(folder, streamer);
        watch = new Thread(() -> watch(port), "watch");
        watch.setDaemon(true);
        watch.start();
    }

    /** Returns how many times slower this machine is at present, measured by decoding a large image. */
    private static double slowness() {
        Image picture = new Image(ByteBuffer.wrap(Pngs.zeros(4096, 4096, 16, Pngs.TRUE_COLOUR_ALPHA)), null);
        ImageEncoding encoding = new ImageEncoding(32, 32, ImageLimits.usual());
        encoding.encode(picture);
        long start = System.nanoTime();
        encoding.encode(picture);
        return Math.max(1, (double) (System.nanoTime() - start) / USUAL.toNanos());
    }

    private static void watch(int port) {
        while (watching.get()) {
            try {
                var live = Scrape.get(port, "/health/live");
                if (live.statusCode() != 200) {
                    unhealthy.add(live.body());
                }
                mostResident.accumulateAndGet((long) Scrape.value(port, "process_resident_memory_bytes"), Math::max);
                Thread.sleep(200);
            } catch (InterruptedException e) {
                return;
            } catch (AssertionError e) {
                unhealthy.add(e.toString());
            }
        }
    }

    @AfterContainer
    static void stop() throws Exception {
        kafka.readFor(Duration.ofSeconds(2));
        boolean alive = streamer.isAlive();
        watching.set(false);
        watch.join();
        streamer.destroy();
        streamer.waitFor();
        String output = Files.readString(folder.resolve("output"), StandardCharsets.UTF_8);
        kafka.close();
        broker.close();
        assertThat(alive).as(output).isTrue();
        assertThat(kafka.read()).as("each record once").isEqualTo(published.get());
        assertThat(unhealthy).isEmpty();
        assertThat(output)
                .doesNotContain("is replaced", "OutOfMemoryError", "StackOverflowError", "A thread is abandoned");
        assertThat(output.codePoints().filter(c -> c == 0x1B || c == 0x202E || c == 0x2028))
                .as("what rules a terminal")
                .isEmpty();
        assertThat(mostResident.get()).isPositive().isLessThan(MOST_RESIDENT_BYTES);
        System.out.printf("At most %d MiB resident; limit on an answer %s%n", mostResident.get() >> 20, limit);
    }

    @Example
    void eachNamedValueIsAnsweredInTimeAndItsNeighboursAreExplained() {
        HostileValues.named().forEach((name, value) -> assertAnswered(name, List.of(value)));
    }

    @Example
    void manyOfOneKindInOnePollAreAnswered() {
        HostileValues.named().forEach((name, value) -> {
            if (name.contains("picture") || name.contains("JPEG") || name.contains("long")) {
                assertAnswered(ALIKE + " times: " + name, Collections.nCopies(ALIKE, value));
            }
        });
    }

    @Example
    void manyDamagedLargePicturesDoNotHoldUpWhatIsBehindThem() {
        byte[] damaged = HostileValues.named().get("picture without its last row");
        assertAnswered(DAMAGED + " damaged pictures", Collections.nCopies(DAMAGED, damaged));
    }

    @Property(tries = TRIES, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
    void valuesAroundEachLimitAreAnswered(@ForAll("values") List<Supplier<byte[]>> values) {
        for (int from = 0; from < values.size(); from += AT_ONCE) {
            assertAnswered(
                    "random values",
                    values.subList(from, Math.min(values.size(), from + AT_ONCE)).stream()
                            .map(Supplier::get)
                            .toList());
        }
    }

    @Provide
    Arbitrary<List<Supplier<byte[]>>> values() {
        return HostileValues.any().list().ofSize(RANDOM_VALUES);
    }

    /**
     * Checks that all values are answered within the time limit of one, and that good records before and after them are
     * explained.
     */
    private static void assertAnswered(String name, List<byte[]> values) {
        List<String> good = new ArrayList<>();
        List<String> all = new ArrayList<>();
        long start = System.nanoTime();
        for (byte[] value : values) {
            good.add(publish(GOOD.getBytes(StandardCharsets.UTF_8)));
            all.add(publish(value));
            good.add(publish(GOOD.getBytes(StandardCharsets.UTF_8)));
        }
        all.addAll(good);
        kafka.answered(all, limit.multipliedBy(values.size()));
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        assertThat(took).as(name).isLessThan(limit.multipliedBy(values.size()));
        assertThat(kafka.explained(good)).hasSize(good.size());
        System.out.printf("%s: %d ms%n", name, took.toMillis());
    }

    private static String publish(byte[] value) {
        String key = "k" + published.getAndIncrement();
        kafka.publish(key, value);
        return key;
    }
}
