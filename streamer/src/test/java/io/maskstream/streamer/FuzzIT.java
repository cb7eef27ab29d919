package io.maskstream.streamer;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskstream.schemas.encoding.InputKind;
import io.maskstream.schemas.record.AvroCodec;
import io.maskstream.schemas.record.ExplanationRequest;
import io.maskstream.schemas.record.Image;
import io.maskstream.schemas.record.ImageSize;
import io.maskstream.schemas.record.Molecule;
import io.maskstream.schemas.record.Review;
import io.maskstream.schemas.record.SchemaRegistry;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Thousands of values that are good, damaged or nonsense, of all kinds and encodings: whatever is published is explained
 * or refused, and the stream goes on.
 */
class FuzzIT {

    private static final int VALUES = 250;
    private static final int TRIES = 16;

    /**
     * Of each kind, at least so many are explained, and as many refused. The least that is expected of the 4,000 is 150,
     * give or take 12.
     */
    private static final int FLOOR = 50;

    /** What the heap may have grown by between the first values and the last, after a collection. */
    private static final long GROWTH_BYTES = 64L << 20;

    private static final byte[] PNG = file("png");
    private static final byte[] JPEG = file("jpeg");

    @TempDir
    static Path store;

    @AutoClose
    private static final TinyRegistry REGISTRY = new TinyRegistry();

    @AutoClose
    private static RunningStreamer streamer;

    private static KafkaSide kafka;
    private static AvroCodec<ExplanationRequest> confluent;
    private static long usedAtFirst;

    /** What was published, by key. */
    private static final Map<String, InputKind> published = new HashMap<>();

    @BeforeAll
    static void startStreamer() {
        TinyExplainer.publish(store, "tiny");
        TinyReviewExplainer.publish(store, "reviews");
        TinyImageExplainer.publish(store, "images");
        confluent = AvroCodec.withRegistry(
                ExplanationRequest.class, new SchemaRegistry(REGISTRY.url()), "fuzz-requests-value");
        streamer = RunningStreamer.start(
                "fuzz",
                store,
                Map.of(
                        "explainers",
                        "tiny, reviews, images",
                        "schema.registry.url",
                        REGISTRY.url().toString()));
        kafka = streamer.kafka();
    }

    @AfterAll
    static void ofEachKindSomeAreExplainedAndSomeRefused() {
        for (InputKind kind : InputKind.values()) {
            assertThat(count(kind, true)).as("explained: %s", kind).isGreaterThan(FLOOR);
            assertThat(count(kind, false)).as("refused: %s", kind).isGreaterThan(FLOOR);
        }
    }

    private static long count(InputKind kind, boolean explained) {
        return published.entrySet().stream()
                .filter(entry -> entry.getValue() == kind && kafka.isExplained(entry.getKey()) == explained)
                .count();
    }

    /** A failure names its seed, from which the same values come again. */
    static LongStream seeds() {
        return new Random().longs(TRIES);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everyValueIsExplainedOrRefused(long seed) {
        Random random = new Random(seed);
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < VALUES; i++) {
            Value value = value(random);
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

    /** @param kind of input that it is, or was before it was damaged; null for noise */
    private record Value(InputKind kind, byte[] bytes) {}

    private static Value value(Random random) {
        int sort = random.nextInt(3);
        if (sort == 0) {
            return new Value(null, bytes(random, 300));
        }
        ExplanationRequest request = request(random);
        byte[] whole =
                switch (random.nextInt(3)) {
                    case 0 -> AvroCodec.singleObject(ExplanationRequest.class).encode(wellFormed(request));
                    case 1 -> confluent.encode(wellFormed(request));
                    default -> json(request);
                };
        InputKind kind = request.getInput() instanceof Molecule
                ? InputKind.MOLECULE
                : request.getInput() instanceof Review ? InputKind.REVIEW : InputKind.IMAGE;
        return new Value(kind, sort == 1 ? whole : damaged(random, whole));
    }

    private static ExplanationRequest request(Random random) {
        String explainer = null;
        if (random.nextInt(20) == 0) {
            explainer = random.nextBoolean()
                    ? oneOf(random, "tiny", "reviews", "images", "nobody")
                    : characters(random, 20);
        }
        Object input =
                switch (random.nextInt(4)) {
                    case 0 -> new Molecule(smiles(random));
                    case 1 -> new Review(text(random));
                    case 2 -> new Image(ByteBuffer.wrap(file(random)), null);
                    default -> rawPixels(random);
                };
        return new ExplanationRequest(characters(random, 30), explainer, input);
    }

    private static String smiles(Random random) {
        return switch (random.nextInt(4)) {
            case 0 ->
                Stream.generate(() -> oneOf(random, "CNOcno()=#123[]+-@H".split("")))
                        .limit(random.nextInt(21))
                        .collect(Collectors.joining());
            case 1 -> characters(random, 20);
            default -> oneOf(random, "CCO", "OCC", "CCN");
        };
    }

    private static String text(Random random) {
        return random.nextBoolean()
                ? characters(random, 200)
                : Stream.generate(() ->
                                oneOf(random, "good", "bad", "film", "<br />", "\ud83d\ude42", " ", "'", "\u0000"))
                        .limit(1 + random.nextInt(80))
                        .collect(Collectors.joining(" "));
    }

    private static byte[] file(Random random) {
        byte[] file = oneOf(random, PNG, JPEG);
        return switch (random.nextInt(3)) {
            case 0 -> file;
            case 1 -> damaged(random, file);
            default -> bytes(random, 100);
        };
    }

    private static Image rawPixels(Random random) {
        ImageSize size = new ImageSize(random.nextInt(-1, 41), random.nextInt(-1, 41));
        int bytes = 3 * size.getWidth() * size.getHeight() + random.nextInt(-1, 2);
        return new Image(ByteBuffer.wrap(new byte[Math.max(0, bytes)]), size);
    }

    @SafeVarargs
    private static <T> T oneOf(Random random, T... values) {
        return values[random.nextInt(values.length)];
    }

    /** Of ASCII, control characters among them, or of any; half of a surrogate pair, too. */
    private static String characters(Random random, int longest) {
        int bound = random.nextBoolean() ? 1 << 7 : 1 << 16;
        StringBuilder characters = new StringBuilder();
        for (int left = random.nextInt(longest + 1); left > 0; left--) {
            characters.append((char) random.nextInt(bound));
        }
        return characters.toString();
    }

    private static byte[] bytes(Random random, int longest) {
        byte[] bytes = new byte[random.nextInt(longest + 1)];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Avro cannot write half of a character. */
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
                input);
    }

    private static String wellFormed(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    private static byte[] json(ExplanationRequest request) {
        StringBuilder json = new StringBuilder("{\"id\":").append(quoted(request.getId()));
        if (request.getExplainer() != null) {
            json.append(",\"explainer\":").append(quoted(request.getExplainer()));
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

    /** A value with one to four changes: bytes replaced, a part cut out, a part twice, the end cut off. */
    private static byte[] damaged(Random random, byte[] value) {
        byte[] changed = value;
        for (int left = 1 + random.nextInt(4); left > 0; left--) {
            int from = random.nextInt(changed.length + 1);
            int to = Math.min(changed.length, from + 1 + random.nextInt(8));
            byte[] head = Arrays.copyOf(changed, from);
            byte[] part = Arrays.copyOfRange(changed, from, to);
            byte[] tail = Arrays.copyOfRange(changed, to, changed.length);
            changed = switch (random.nextInt(4)) {
                case 0 -> joined(head, bytes(random, part.length), tail);
                case 1 -> joined(head, tail);
                case 2 -> joined(head, part, part, tail);
                default -> head;
            };
        }
        return changed;
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
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
