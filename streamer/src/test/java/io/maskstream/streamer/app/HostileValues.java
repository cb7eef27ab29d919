package io.maskstream.streamer.app;

import io.maskstream.schemas.input.image.Jpegs;
import io.maskstream.schemas.input.image.Pngs;
import io.maskstream.schemas.record.AvroCodec;
import io.maskstream.schemas.record.ExplanationRequest;
import io.maskstream.schemas.record.Image;
import io.maskstream.schemas.record.Molecule;
import io.maskstream.streamer.engine.TinyExplainer;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Values designed to be expensive to read, to be misread, or to affect neighbouring records. */
final class HostileValues {

    private static final int SIDE = 4096;
    private static final int JACKSONS_LONGEST_NUMBER = 1000;
    private static final int JACKSONS_LONGEST_NAME = 50_000;
    private static final int JACKSONS_LONGEST_STRING = 20_000_000;
    private static final int JACKSONS_DEEPEST = 1000;
    private static final int LONGEST_TEXT = 200_000;
    private static final int MOST_WRITTEN_PIXELS = 1 << 25;

    /** Progressive JPEG of 4096 x 4096 pixels, plain white. */
    private static final byte[] PROGRESSIVE = progressive();

    private HostileValues() {}

    /** Returns the values by name. */
    static Map<String, byte[]> named() {
        Map<String, byte[]> values = new LinkedHashMap<>();
        json(values);
        avro(values);
        texts(values);
        pictures(values);
        return values;
    }

    private static void json(Map<String, byte[]> values) {
        values.put("number of 1,001 digits", text("{\"id\":" + "7".repeat(JACKSONS_LONGEST_NUMBER + 1) + "}"));
        values.put(
                "width of 1,001 digits",
                text("{\"id\":\"a\",\"image\":\"AAAA\",\"height\":1,\"width\":"
                        + "7".repeat(JACKSONS_LONGEST_NUMBER + 1) + "}"));
        values.put("huge exponent", text("{\"id\":\"a\",\"image\":\"AAAA\",\"width\":1e999999999,\"height\":1}"));
        values.put("long name", text("{\"" + "n".repeat(JACKSONS_LONGEST_NAME + 1) + "\":1}"));
        values.put("deep arrays", text("{\"id\":" + "[".repeat(100_000)));
        values.put("deep objects", text("{\"id\":" + "{\"id\":".repeat(100_000)));
        values.put("long text", molecule("C".repeat(JACKSONS_LONGEST_STRING + 1)));
        values.put("long review", review("x".repeat(JACKSONS_LONGEST_STRING + 1)));
        values.put("lone surrogate", molecule("\\ud83d"));
        values.put("nothing but a brace", text("{"));
        values.put("byte order mark alone", new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF});
        values.put("spaces alone", text(" ".repeat(1_000_000)));
        values.put(
                "half a base64 character",
                image("A".getBytes(StandardCharsets.UTF_8)).clone());
    }

    private static void avro(Map<String, byte[]> values) {
        AvroCodec<ExplanationRequest> codec = AvroCodec.singleObject(ExplanationRequest.class);
        byte[] whole = codec.encode(new ExplanationRequest("a", null, new Molecule("CCO"), null));
        values.put("Avro that claims a string of 2 GB", lengthened(whole, 10, new byte[] {-2, -1, -1, -1, 15}));
        values.put("Avro that claims a string of negative length", lengthened(whole, 10, new byte[] {1}));
        values.put("Avro cut short", Arrays.copyOf(whole, whole.length - 1));
        values.put("Avro of an unknown branch", changed(whole, 13, (byte) 40));
        values.put(
                "empty image",
                codec.encode(new ExplanationRequest("a", null, new Image(ByteBuffer.allocate(0), null), null)));
        values.put("Confluent without a registry", new byte[] {0, 0, 0, 0, 1, 2, 3});
    }

    private static void texts(Map<String, byte[]> values) {
        values.put("brackets by the hundred thousand", molecule("C" + "(".repeat(100_000)));
        values.put("no SMILES", molecule("CC()C"));
        values.put("review of combining marks", review("a" + "\u0301".repeat(LONGEST_TEXT - 1)));
        values.put("review that grows eighteenfold", review("\ufdfa".repeat(LONGEST_TEXT)));
        values.put("review of entities", review("&nbsp;".repeat(LONGEST_TEXT / 6)));
        values.put("review of ampersands", review("&".repeat(LONGEST_TEXT)));
        values.put("review of line breaks that never end", review("<br".repeat(LONGEST_TEXT / 3)));
        values.put("id that rules the terminal", text("{\"id\":\"\\u001b[2J\\u202e\\u2028\",\"smiles\":\"\"}"));
    }

    private static void pictures(Map<String, byte[]> values) {
        values.put("thin picture", image(Pngs.zeros(2_097_152, 8, 1, Pngs.GREY)));
        values.put("tall picture", image(Pngs.zeros(8, 2_097_152, 1, Pngs.GREY)));
        values.put("1-bit picture", image(Pngs.zeros(SIDE, SIDE, 1, Pngs.GREY)));
        values.put("16-bit picture with alpha", image(Pngs.zeros(SIDE, SIDE, 16, Pngs.TRUE_COLOUR_ALPHA)));
        values.put("16-bit grey picture with alpha", image(Pngs.zeros(SIDE, SIDE, 16, Pngs.GREY_ALPHA)));
        values.put("picture without its last row", image(Pngs.zeros(SIDE, SIDE, 16, Pngs.GREY_ALPHA, SIDE - 1)));
        values.put("picture without pixels", image(Pngs.zeros(SIDE, SIDE, 16, Pngs.GREY_ALPHA, 0)));
        values.put("picture of 2^31 pixels a side", image(Pngs.zeros(Integer.MAX_VALUE, Integer.MAX_VALUE, 1, 0, 0)));
        values.put(
                "profile that unpacks to 200 MB",
                image(Pngs.with(
                        Pngs.zeros(64, 64, 8, Pngs.TRUE_COLOUR),
                        "iCCP",
                        Jpegs.joined(new byte[] {'p', 0, 0}, Pngs.deflated(new byte[200_000_000])))));
        values.put("progressive JPEG of 50 scans more", image(Jpegs.withMoreScans(PROGRESSIVE, 50)));
        values.put("progressive JPEG of 800 scans more", image(Jpegs.withMoreScans(PROGRESSIVE, 800)));
        values.put("progressive JPEG of its first scan", image(Jpegs.withFirstScans(PROGRESSIVE, 1)));
        values.put("JPEG header alone", image(Arrays.copyOf(PROGRESSIVE, 20)));
    }

    /** Returns values at and just beyond limits, and random ones of the same kinds; they are created on demand. */
    static Arbitrary<Supplier<byte[]>> any() {
        Arbitrary<Supplier<byte[]>> numbers =
                around(JACKSONS_LONGEST_NUMBER).map(digits -> () -> text("{\"id\":" + "1".repeat(digits) + "}"));
        Arbitrary<Supplier<byte[]>> names =
                around(JACKSONS_LONGEST_NAME).map(length -> () -> text("{\"" + "n".repeat(length) + "\":1}"));
        Arbitrary<Supplier<byte[]>> depths = Combinators.combine(
                        around(JACKSONS_DEEPEST), Arbitraries.of("[", "{\"a\":"))
                .as((depth, opening) -> () -> text("{\"id\":" + opening.repeat(depth)));
        Arbitrary<Supplier<byte[]>> texts = Combinators.combine(
                        around(LONGEST_TEXT), Arbitraries.of("a", "\u0301", "\ufdfa", "&", "<", "'", "\u00ad", " a"))
                .as((length, part) -> () -> review(part.repeat(length / part.length())));
        Arbitrary<Supplier<byte[]>> molecules = Combinators.combine(
                        around(TinyExplainer.LONGEST),
                        Arbitraries.strings().withChars("CcNO()=#1[]+-%.").ofLength(30))
                .as((length, smiles) -> () -> molecule(smiles.substring(0, Math.min(length, smiles.length()))));
        Arbitrary<Supplier<byte[]>> pictures = Combinators.combine(
                        Arbitraries.of(Pngs.KINDS),
                        Arbitraries.of(1, 7, 8, 9, 64, 4096, 20_000, 2_000_000),
                        Arbitraries.of(1, 7, 8, 9, 64, 4096),
                        Arbitraries.integers().between(0, 2))
                .as((kind, width, height, missing) ->
                        () -> image(Pngs.zeros(width, height, kind[1], kind[0], rows(width, height - missing))));
        Arbitrary<Supplier<byte[]>> scans =
                Arbitraries.integers().between(0, 200).map(more -> () -> image(Jpegs.withMoreScans(PROGRESSIVE, more)));
        return Arbitraries.oneOf(numbers, names, depths, texts, molecules, pictures, scans);
    }

    /** Limits the time for writing: an image with too many pixels is refused by its header anyway. */
    private static int rows(int width, int wanted) {
        return Math.max(0, Math.min(wanted, MOST_WRITTEN_PIXELS / width));
    }

    private static Arbitrary<Integer> around(int limit) {
        return Arbitraries.of(limit - 1, limit, limit + 1, 2 * limit);
    }

    private static byte[] progressive() {
        BufferedImage white = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
        return Jpegs.progressive(white);
    }

    private static byte[] lengthened(byte[] value, int at, byte[] length) {
        byte[] head = Jpegs.joined(Arrays.copyOf(value, at), length);
        return Jpegs.joined(head, Arrays.copyOfRange(value, at + 1, value.length));
    }

    private static byte[] changed(byte[] value, int at, byte by) {
        byte[] changed = value.clone();
        changed[at] = by;
        return changed;
    }

    static byte[] molecule(String smiles) {
        return text("{\"id\":\"a\",\"smiles\":\"" + smiles + "\"}");
    }

    static byte[] review(String review) {
        return text("{\"id\":\"a\",\"text\":\"" + review + "\"}");
    }

    static byte[] image(byte[] file) {
        return text("{\"id\":\"a\",\"image\":\"" + Base64.getEncoder().encodeToString(file) + "\"}");
    }

    private static byte[] text(String value) {
        return value.getBytes(StandardCharsets.UTF_8);
    }
}
