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

/** Answers questions to the explainers, one at a time, on a thread of the lowest priority. */
final class ExploreEndpoint implements AutoCloseable {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /** Number of questions that may wait for the one that is being answered. */
    private static final int WAITING = 4;

    /** Maximum size of a question about a record; it may list the indices of up to 224 x 224 cells. */
    private static final int QUESTION_BYTES = 512 << 10;

    /** Maximum size of a request to be explained, including an image. */
    private static final int REQUEST_BYTES = 1 << 20;

    private static final String NO_QUESTION =
            "A question needs a text 'origin' and, if it is about parts, numbers 'kept' or,"
                    + " if it is about a class, a text 'name'.\n";

    private final Optional<Explorer> explorer;
    private final LiveBuffer buffer;
    private final EventJson events;
    private final RequestReader requests;
    private final WaitingAnswers answers =
            new WaitingAnswers("maskstream-live-explore", 1, WAITING, ThreadPriority::lower);

    /** A question about a kept record. */
    private record Question(String origin, List<Integer> kept, String name) {}

    /** Computes the answer to a question, as JSON. */
    private interface Answer {
        String of(Explorer explorer) throws Explorer.NotAnsweredException, InterruptedException;
    }

    /** @param explorer empty if questions are not allowed */
    ExploreEndpoint(Optional<Explorer> explorer, LiveBuffer buffer, EventJson events, RequestReader requests) {
        this.explorer = explorer;
        this.buffer = buffer;
        this.events = events;
        this.requests = requests;
    }

    boolean isOpen() {
        return explorer.isPresent();
    }

    /** Answers a question about the record at {@code origin} with only the parts {@code kept}. */
    void masked(Exchange exchange) {
        about(
                exchange,
                (asked, record) -> answer(
                        exchange, explorer -> explorer.masked(record, asked.kept() == null ? List.of() : asked.kept())
                                .json()
                                .toString()));
    }

    /** Answers a question about the occlusion of the record at {@code origin}. */
    void occlusion(Exchange exchange) {
        about(
                exchange,
                (asked, record) -> answer(
                        exchange, explorer -> explorer.occlusion(record).json().toString()));
    }

    /** Answers a question about the record at {@code origin}, with evidence for the class {@code name}. */
    void otherClass(Exchange exchange) {
        about(
                exchange,
                (asked, record) -> answer(exchange, explorer -> written(explorer.explain(record, asked.name()))));
    }

    /** Explains a request that is not published. */
    void explain(Exchange exchange) {
        if (mayAsk(exchange)) {
            JsonBody.read(
                    exchange,
                    REQUEST_BYTES,
                    "is accepted without publishing it",
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
        JsonBody.read(exchange, QUESTION_BYTES, "a question may have", body -> {
            try {
                Question asked = MAPPER.readValue(body, Question.class);
                RecordOrigin origin = RecordEndpoint.origin(asked.origin() == null ? "" : asked.origin());
                Optional<LiveBuffer.Entry> entry = origin == null ? Optional.empty() : buffer.find(origin);
                if (entry.isEmpty()) {
                    exchange.send(404, TEXT, "The record is no longer kept.\n");
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
            exchange.send(403, TEXT, "This page cannot ask the explainers: live.view.explore is false.\n");
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
