package io.maskstream.streamer.live;

import static io.maskstream.streamer.live.WaitingAnswers.JSON;
import static io.maskstream.streamer.live.WaitingAnswers.TEXT;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.maskstream.schemas.record.RequestReader;
import io.maskstream.schemas.record.SchemaRegistryException;
import io.maskstream.streamer.background.ThreadPriority;
import io.maskstream.streamer.explain.RecordOrigin;
import io.maskstream.streamer.http.Exchange;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** What people ask of the explainers: one question at a time, on a thread that gives way to all others. */
final class ExploreEndpoint implements AutoCloseable {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /** Questions that may wait for one that is being answered. */
    private static final int WAITING = 4;

    /** Of a question about a record: places of parts are at most those of a mask of 224 x 224 cells. */
    private static final int QUESTION_BYTES = 512 << 10;

    /** Of a request to be explained, with an image in it. */
    private static final int REQUEST_BYTES = 1 << 20;

    private static final String NO_QUESTION =
            "A question has a text 'origin' and, where it is about parts, numbers 'kept' or,"
                    + " where it is about a class, a text 'name'.\n";

    private final Optional<Explorer> explorer;
    private final LiveBuffer buffer;
    private final EventJson events;
    private final RequestReader requests;
    private final WaitingAnswers answers =
            new WaitingAnswers("maskstream-live-explore", 1, WAITING, ThreadPriority::lower);

    /** A question about a record that is kept. */
    private record Question(String origin, List<Integer> kept, String name) {}

    /** What answers a question, as JSON. */
    private interface Answer {
        String of(Explorer explorer) throws Explorer.NotAnsweredException, InterruptedException;
    }

    /** @param explorer empty if nobody may ask */
    ExploreEndpoint(Optional<Explorer> explorer, LiveBuffer buffer, EventJson events, RequestReader requests) {
        this.explorer = explorer;
        this.buffer = buffer;
        this.events = events;
        this.requests = requests;
    }

    boolean isOpen() {
        return explorer.isPresent();
    }

    /** Of {@code origin}, with the parts {@code kept} alone. */
    void masked(Exchange exchange) {
        about(
                exchange,
                (asked, record) -> answer(
                        exchange, explorer -> explorer.masked(record, asked.kept() == null ? List.of() : asked.kept())
                                .json()
                                .toString()));
    }

    /** Of {@code origin}. */
    void occlusion(Exchange exchange) {
        about(
                exchange,
                (asked, record) -> answer(
                        exchange, explorer -> explorer.occlusion(record).json().toString()));
    }

    /** Of {@code origin}, with evidence of the class {@code name}. */
    void otherClass(Exchange exchange) {
        about(
                exchange,
                (asked, record) -> answer(exchange, explorer -> written(explorer.explain(record, asked.name()))));
    }

    /** Of a request that is not published. */
    void explain(Exchange exchange) {
        if (mayAsk(exchange)) {
            JsonBody.read(
                    exchange,
                    REQUEST_BYTES,
                    "is taken without publishing it",
                    body -> answer(exchange, explorer -> written(explorer.explain(body))));
        }
    }

    private interface AboutRecord {
        void of(Question asked, LiveRecord record);
    }

    private void about(Exchange exchange, AboutRecord then) {
        if (!mayAsk(exchange)) {
            return;
        }
        JsonBody.read(exchange, QUESTION_BYTES, "a question has", body -> {
            try {
                Question asked = MAPPER.readValue(body, Question.class);
                RecordOrigin origin = RecordEndpoint.origin(asked.origin() == null ? "" : asked.origin());
                Optional<LiveBuffer.Entry> entry = origin == null ? Optional.empty() : buffer.find(origin);
                if (entry.isEmpty()) {
                    exchange.send(404, TEXT, "The record is not kept any more.\n");
                } else {
                    then.of(asked, entry.get().record());
                }
            } catch (IOException e) {
                exchange.send(400, TEXT, NO_QUESTION);
            }
        });
    }

    private boolean mayAsk(Exchange exchange) {
        if (explorer.isEmpty()) {
            exchange.send(403, TEXT, "This page asks the explainers nothing: live.view.explore is false.\n");
        }
        return explorer.isPresent();
    }

    private void answer(Exchange exchange, Answer answer) {
        answers.add(exchange, () -> {
            try {
                exchange.send(200, JSON, answer.of(explorer.orElseThrow()));
            } catch (Explorer.NotAnsweredException | SchemaRegistryException e) {
                exchange.send(503, TEXT, e.getMessage() + "\n");
            } catch (IllegalArgumentException e) {
                exchange.send(400, TEXT, e.getMessage() + "\n");
            }
        });
    }

    private String written(LiveRecord record) {
        long now = System.currentTimeMillis();
        return events.write(new LiveEvent(new LiveBuffer.Entry(0, now, record), requests));
    }

    @Override
    public void close() {
        answers.close();
    }
}
