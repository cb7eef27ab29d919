package io.maskstream.demo;

import io.maskstream.schemas.input.InputKind;
import io.maskstream.schemas.record.RequestReader;
import io.maskstream.schemas.record.UnreadableRecordException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/**
 * A request of the demo.
 *
 * @param id the id of the request, or its text if it has no readable id
 * @param json the value of the record, on one line
 */
record DemoRequest(String id, String json) {

    /**
     * Returns the requests of the demo, alternating between the kinds, and for each kind those with the clearest
     * explanations first.
     */
    static List<DemoRequest> shipped(Collection<InputKind> kinds) {
        List<Deque<DemoRequest>> left = kinds.stream()
                .sorted(Comparator.reverseOrder())
                .map(kind -> (Deque<DemoRequest>) new ArrayDeque<>(shipped(kind)))
                .toList();
        List<DemoRequest> mixed = new ArrayList<>();
        while (left.stream().anyMatch(requests -> !requests.isEmpty())) {
            left.stream().filter(requests -> !requests.isEmpty()).forEach(requests -> mixed.add(requests.remove()));
        }
        return mixed;
    }

    /** Returns the demo's requests of a kind. */
    static List<DemoRequest> shipped(InputKind kind) {
        return switch (kind) {
            case MOLECULE -> in(DemoRequest.class.getResourceAsStream("molecules.jsonl"), "the demo's own molecules");
            case REVIEW -> in(DemoRequest.class.getResourceAsStream("reviews.jsonl"), "the demo's own reviews");
            case IMAGE -> DemoPicture.ALL.stream().map(DemoRequest::of).toList();
        };
    }

    private static DemoRequest of(DemoPicture picture) {
        String id = "image-" + picture.name();
        String base64 = Base64.getEncoder().encodeToString(picture.png());
        return new DemoRequest(id, "{\"id\":\"" + id + "\",\"image\":\"" + base64 + "\"}");
    }

    /**
     * Reads the requests in a file, one per line; empty lines are skipped.
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

    /**
     * Reads the requests in a stream, one per line, and closes the stream; empty lines are skipped.
     *
     * @param name name of the stream, for error messages
     * @throws UncheckedIOException if it cannot be read
     */
    static List<DemoRequest> in(InputStream lines, String name) {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(lines, StandardCharsets.UTF_8))) {
            return reader.lines()
                    .filter(line -> !line.isBlank())
                    .map(line -> new DemoRequest(idIn(line.getBytes(StandardCharsets.UTF_8)), line))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be read", e);
        }
    }

    /** Returns the value for the topic. */
    byte[] value() {
        return json.getBytes(StandardCharsets.UTF_8);
    }

    /** Returns the id in a record's value, or the value as text if it has no readable id. */
    static String idIn(byte[] value) {
        try {
            return new RequestReader().read(value).getId();
        } catch (UnreadableRecordException e) {
            return value == null ? "" : new String(value, StandardCharsets.UTF_8);
        }
    }
}
