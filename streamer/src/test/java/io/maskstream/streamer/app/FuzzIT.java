package io.maskstream.streamer.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskstream.broker.EmbeddedBroker;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.schemas.record.AvroCodec;
import io.maskstream.schemas.record.ExplanationRequest;
import io.maskstream.schemas.record.Image;
import io.maskstream.schemas.record.ImageSize;
import io.maskstream.schemas.record.Molecule;
import io.maskstream.schemas.record.Review;
import io.maskstream.schemas.record.SchemaRegistry;
import io.maskstream.streamer.config.StreamerConfig;
import io.maskstream.streamer.engine.TinyExplainer;
import io.maskstream.streamer.engine.TinyImageExplainer;
import io.maskstream.streamer.engine.TinyReviewExplainer;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.arbitraries.ListArbitrary;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * Thousands of valid, damaged and random values of all kinds and encodings. Each value must be explained or refused,
 * and the stream must go on.
 */
class FuzzIT {

    private static final int VALUES = 250;
    private static final int TRIES = 16;

    /**
     * Minimum number of explained and of refused values of each kind. The smallest expected number, out of 4,000
     * values, is 150 with a standard deviation of 12.
     */
    private static final int FLOOR = 50;

    /** Maximum growth of the heap between the first and the last values, after garbage collection. */
    private static final long GROWTH_BYTES = 64L << 20;

    private static final byte[] PNG = file("png");
    private static final byte[] JPEG = file("jpeg");

    private static Path store;
    private static TinyRegistry registry;
    private static EmbeddedBroker broker;
    private static KafkaSide kafka;
    private static Streamer streamer;
    private static AvroCodec<ExplanationRequest> confluent;
    private static long usedAtFirst;

    /** The published values, by key. */
    private static final Map<String, InputKind> published = new HashMap<>();

    @BeforeContainer
    static void start() throws IOException {
        store = Files.createTempDirectory("fuzz");
        TinyExplainer.publish(store, "tiny");
        TinyReviewExplainer.publish(store, "reviews");
        TinyImageExplainer.publish(store, "images");
        registry = new TinyRegistry();
        confluent = AvroCodec.withRegistry(
                ExplanationRequest.class, new SchemaRegistry(registry.url()), "fuzz-requests-value");
        broker = EmbeddedBroker.start(Map.of());
        kafka = new KafkaSide(broker, "fuzz");
        Map<String, String> settings = kafka.settings();
        settings.put("explainer.store", store.toString());
        settings.put("explainers", "tiny, reviews, images");
        settings.put("schema.registry.url", registry.url().toString());
        streamer = Streamer.start(new StreamerConfig(settings));
    }

    @AfterContainer
    static void stop() {
        for (InputKind kind : InputKind.values()) {
            assertThat(count(kind, true)).as("explained: %s", kind).isGreaterThan(FLOOR);
            assertThat(count(kind, false)).as("refused: %s", kind).isGreaterThan(FLOOR);
        }
        streamer.close();
        kafka.close();
        broker.close();
        registry.close();
    }

    private static long count(InputKind kind, boolean explained) {
        return published.entrySet().stream()
                .filter(entry -> entry.getValue() == kind && kafka.isExplained(entry.getKey()) == explained)
                .count();
    }

    /** Edge cases are off: an edge case of a list is one value repeated 250 times, and their number is random. */
    @Property(tries = TRIES, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
    void everyValueIsExplainedOrRefused(@ForAll("values") List<Value> values) {
        List<String> keys = new ArrayList<>();
        for (Value value : values) {
            String key = Integer.toString(published.size());
            published.put(key, value.kind());
            kafka.publish(key, value.bytes());
            keys.add(key);
        }
        kafka.answered(keys);
        assertThat(kafka.read()).as("each value is answered once").isEqualTo(published.size());
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        long used = runtime.totalMemory() - runtime.freeMemory();
        if (usedAtFirst == 0) {
            usedAtFirst = used;
        }
        assertThat(used - usedAtFirst).isLessThan(GROWTH_BYTES);
    }

    @Provide
    ListArbitrary<Value> values() {
        Arbitrary<Value> whole = requests().flatMap(FuzzIT::encoded);
        Arbitrary<Value> damaged =
                whole.flatMap(value -> damaged(value.bytes()).map(bytes -> new Value(value.kind(), bytes)));
        Arbitrary<Value> noise = bytes(300).map(bytes -> new Value(null, bytes));
        return Arbitraries.oneOf(whole, damaged, noise).list().ofSize(VALUES);
    }

    /** @param kind kind of input, also if the value was damaged; null for noise */
    private record Value(InputKind kind, byte[] bytes) {}

    private static Arbitrary<ExplanationRequest> requests() {
        Arbitrary<String> names = Arbitraries.oneOf(
                Arbitraries.of("tiny", "reviews", "images", "nobody"),
                Arbitraries.strings().ofMaxLength(20));
        Arbitrary<String> explainers = names.injectNull(0.95);
        Arbitrary<String> classes = Arbitraries.oneOf(
                        Arbitraries.of("positive"), Arbitraries.strings().ofMaxLength(20))
                .injectNull(0.95);
        return Combinators.combine(Arbitraries.strings().ofMaxLength(30), explainers, inputs(), classes)
                .as(ExplanationRequest::new);
    }

    private static Arbitrary<Object> inputs() {
        Arbitrary<String> smiles = Arbitraries.oneOf(
                Arbitraries.strings().withChars("CNOcno()=#123[]+-@H").ofMaxLength(20),
                Arbitraries.strings().ofMaxLength(20),
                Arbitraries.of("CCO", "OCC", "CCN"),
                Arbitraries.of("CCO", "OCC", "CCN"));
        Arbitrary<String> text = Arbitraries.oneOf(
                Arbitraries.of("good", "bad", "film", "<br />", "\ud83d\ude42", " ", "'", "\u0000")
                        .list()
                        .ofMinSize(1)
                        .ofMaxSize(80)
                        .map(words -> String.join(" ", words)),
                Arbitraries.strings().ofMaxLength(200));
        Arbitrary<byte[]> files = Arbitraries.oneOf(
                Arbitraries.of(List.of(PNG, JPEG)),
                Arbitraries.of(List.of(PNG, JPEG)).flatMap(FuzzIT::damaged),
                bytes(100));
        Arbitrary<Integer> sides = Arbitraries.integers().between(-1, 40);
        Arbitrary<Object> raw = Combinators.combine(
                        sides, sides, Arbitraries.integers().between(-1, 1))
                .as((width, height, more) -> new Image(
                        ByteBuffer.wrap(new byte[Math.max(0, 3 * width * height + more)]),
                        new ImageSize(width, height)));
        return Arbitraries.oneOf(
                smiles.map(Molecule::new),
                text.map(Review::new),
                files.map(file -> new Image(ByteBuffer.wrap(file), null)),
                raw);
    }

    private static Arbitrary<Value> encoded(ExplanationRequest request) {
        InputKind kind = request.getInput() instanceof Molecule
                ? InputKind.MOLECULE
                : request.getInput() instanceof Review ? InputKind.REVIEW : InputKind.IMAGE;
        return Arbitraries.of(List.of(
                        AvroCodec.singleObject(ExplanationRequest.class).encode(wellFormed(request)),
                        confluent.encode(wellFormed(request)),
                        json(request)))
                .map(bytes -> new Value(kind, bytes));
    }

    /** Replaces lone surrogates, which Avro cannot write. */
    private static ExplanationRequest wellFormed(ExplanationRequest request) {
        Object input = request.getInput();
        if (input instanceof Molecule molecule) {
            input = new Molecule(wellFormed(molecule.getSmiles()));
        } else if (input instanceof Review review) {
            input = new Review(wellFormed(review.getText()));
        }
        return new ExplanationRequest(
                wellFormed(request.getId()),
                request.getExplainer() == null ? null : wellFormed(request.getExplainer()),
                input,
                request.getClass$() == null ? null : wellFormed(request.getClass$()));
    }

    private static String wellFormed(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    private static byte[] json(ExplanationRequest request) {
        StringBuilder json = new StringBuilder("{\"id\":").append(quoted(request.getId()));
        if (request.getExplainer() != null) {
            json.append(",\"explainer\":").append(quoted(request.getExplainer()));
        }
        if (request.getClass$() != null) {
            json.append(",\"class\":").append(quoted(request.getClass$()));
        }
        Object input = request.getInput();
        if (input instanceof Molecule molecule) {
            json.append(",\"smiles\":").append(quoted(molecule.getSmiles()));
        } else if (input instanceof Review review) {
            json.append(",\"text\":").append(quoted(review.getText()));
        } else if (input instanceof Image image) {
            json.append(",\"image\":")
                    .append(quoted(
                            Base64.getEncoder().encodeToString(image.getData().array())));
            if (image.getSize() != null) {
                json.append(",\"width\":").append(image.getSize().getWidth());
                json.append(",\"height\":").append(image.getSize().getHeight());
            }
        }
        return json.append('}').toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            quoted.append(c < 32 || c > 126 || c == '"' || c == '\\' ? String.format("\\u%04x", (int) c) : c);
        }
        return quoted.append('"').toString();
    }

    /**
     * Returns a value with one to four changes: a byte replaced, a part removed, a part repeated, or the end cut off.
     */
    private static Arbitrary<byte[]> damaged(byte[] value) {
        Arbitrary<Change> changes = Combinators.combine(
                        Arbitraries.integers().between(0, 3),
                        Arbitraries.doubles().between(0, 1),
                        Arbitraries.integers().between(1, 8),
                        Arbitraries.bytes())
                .as(Change::new);
        return changes.list().ofMinSize(1).ofMaxSize(4).map(all -> {
            byte[] changed = value;
            for (Change change : all) {
                changed = change.of(changed);
            }
            return changed;
        });
    }

    private record Change(int sort, double place, int length, byte by) {

        byte[] of(byte[] value) {
            if (value.length == 0) {
                return new byte[] {by};
            }
            int from = (int) (place * (value.length - 1));
            int to = Math.min(value.length, from + length);
            byte[] head = Arrays.copyOf(value, from);
            byte[] part = Arrays.copyOfRange(value, from, to);
            byte[] tail = Arrays.copyOfRange(value, to, value.length);
            return switch (sort) {
                case 0 -> joined(head, new byte[] {by}, Arrays.copyOfRange(value, from + 1, value.length));
                case 1 -> joined(head, tail);
                case 2 -> joined(head, part, part, tail);
                default -> head;
            };
        }
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }

    private static Arbitrary<byte[]> bytes(int longest) {
        return Arbitraries.bytes().array(byte[].class).ofMaxSize(longest);
    }

    private static byte[] file(String format) {
        BufferedImage picture = new BufferedImage(20, 16, BufferedImage.TYPE_INT_RGB);
        picture.setRGB(3, 4, 0xFF0000);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(picture, format, out);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toByteArray();
    }
}
