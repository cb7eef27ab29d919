package io.maskstream.streamer.live;

import static io.maskstream.streamer.live.WaitingAnswers.JSON;
import static io.maskstream.streamer.live.WaitingAnswers.TEXT;

import io.maskstream.streamer.explain.RecordOrigin;
import io.maskstream.streamer.http.Exchange;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds kept records. */
final class RecordEndpoint {

    private static final Pattern ORIGIN = Pattern.compile("(.+)-(\\d{1,9})@(\\d{1,18})");

    private final RecordLookup lookup;
    private final LiveBuffer buffer;
    private final WaitingAnswers answers;

    RecordEndpoint(RecordLookup lookup, LiveBuffer buffer, WaitingAnswers answers) {
        this.lookup = lookup;
        this.buffer = buffer;
        this.answers = answers;
    }

    /** Answers with one record, found by its origin or its id. */
    void one(Exchange exchange) {
        try {
            Map<String, String> query = exchange.query();
            RecordOrigin origin = origin(query.getOrDefault("origin", ""));
            answers.add(exchange, () -> one(exchange, origin, query.getOrDefault("id", "")));
        } catch (IllegalArgumentException e) {
            exchange.send(400, TEXT, e.getMessage() + "\n");
        }
    }

    /** @param origin null to search by id */
    private void one(Exchange exchange, RecordOrigin origin, String id) throws InterruptedException {
        try {
            Optional<String> found = origin == null ? lookup.findById(id) : lookup.find(kept -> kept.find(origin));
            if (found.isPresent()) {
                exchange.send(200, JSON, found.get());
            } else if (origin != null && buffer.follows(origin)) {
                exchange.send(202, TEXT, "It has not left the stream yet.\n");
            } else {
                exchange.send(404, TEXT, notKept());
            }
        } catch (TimeoutException e) {
            exchange.send(503, TEXT, "The live view is busy.\n");
        }
    }

    /** Answers with the records that a query asks for, see {@link RecordQuery}. */
    void search(Exchange exchange) {
        try {
            RecordQuery query = RecordQuery.of(exchange.query());
            answers.add(exchange, () -> search(exchange, query));
        } catch (IllegalArgumentException e) {
            exchange.send(400, TEXT, e.getMessage() + "\n");
        }
    }

    /** Answers with a summary of the kept explanations, see {@link Aggregates}. */
    void aggregates(Exchange exchange) {
        answers.add(exchange, () -> {
            try {
                exchange.send(200, JSON, lookup.aggregates());
            } catch (TimeoutException e) {
                exchange.send(503, TEXT, "The live view is busy.\n");
            }
        });
    }

    private void search(Exchange exchange, RecordQuery query) throws InterruptedException {
        try {
            exchange.send(200, JSON, lookup.search(query));
        } catch (TimeoutException e) {
            exchange.send(503, TEXT, "The live view is busy.\n");
        }
    }

    /** Answers with the unchanged value on the topic. */
    void raw(Exchange exchange) {
        try {
            RecordOrigin origin = origin(exchange.query().getOrDefault("origin", ""));
            Optional<byte[]> value = (origin == null ? Optional.<LiveBuffer.Entry>empty() : buffer.find(origin))
                    .map(entry -> entry.record().request());
            if (value.isPresent()) {
                exchange.setHeader("Content-Disposition", "attachment; filename=\"record\"");
                exchange.send(200, "application/octet-stream", value.get());
            } else {
                exchange.send(404, TEXT, notKept());
            }
        } catch (IllegalArgumentException e) {
            exchange.send(400, TEXT, e.getMessage() + "\n");
        }
    }

    private String notKept() {
        return "It is not among the last " + buffer.maximumRecords() + " records that left this streamer.\n";
    }

    /** Returns null if the text is not an origin. */
    static RecordOrigin origin(String text) {
        Matcher origin = ORIGIN.matcher(text);
        return origin.matches()
                ? new RecordOrigin(origin.group(1), Integer.parseInt(origin.group(2)), Long.parseLong(origin.group(3)))
                : null;
    }
}
