package io.maskstream.demo;

import io.maskstream.demo.drawing.Drawing;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.schemas.record.RequestReader;
import io.maskstream.schemas.record.UnreadableRecordException;
import io.maskstream.schemas.render.Png;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A request as the demo publishes it.
 *
 * @param id the request's own or, where none can be read, its text
 * @param json one line, the value of the record
 */
record DemoRequest(String id, String json) {

    /** Those of a kind that come with the demo. */
    static List<DemoRequest> shipped(InputKind kind) {
        return switch (kind) {
            case MOLECULE -> in(DemoRequest.class.getResourceAsStream("molecules.jsonl"), "the demo's own molecules");
            case REVIEW -> in(DemoRequest.class.getResourceAsStream("reviews.jsonl"), "the demo's own reviews");
            case IMAGE -> Stream.of(Drawing.values()).map(DemoRequest::of).toList();
        };
    }

    private static DemoRequest of(Drawing drawing) {
        String id = "image-" + drawing.name().toLowerCase(Locale.ROOT);
        String base64 = Base64.getEncoder().encodeToString(Png.of(drawing.image()));
        return new DemoRequest(id, "{\"id\":\"" + id + "\",\"image\":\"" + base64 + "\"}");
    }

    /**
     * Those in a file, one a line; empty lines are skipped.
     *
     * @throws UncheckedIOException if the file cannot be read
     */
    static List<DemoRequest> in(Path file) {
        try {
            return in(Files.newInputStream(file), file.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        }
    }

    private static List<DemoRequest> in(InputStream lines, String name) {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(lines, StandardCharsets.UTF_8))) {
            return reader.lines()
                    .filter(line -> !line.isBlank())
                    .map(line -> new DemoRequest(idIn(line.getBytes(StandardCharsets.UTF_8)), line))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be read", e);
        }
    }

    /** As it goes onto the topic. */
    byte[] value() {
        return json.getBytes(StandardCharsets.UTF_8);
    }

    /** The id in a record's value or, where none can be read, the value as text. */
    static String idIn(byte[] value) {
        try {
            return new RequestReader().read(value).getId();
        } catch (UnreadableRecordException e) {
            return value == null ? "" : new String(value, StandardCharsets.UTF_8);
        }
    }
}
