package io.maskstream.streamer.live;

import static io.maskstream.streamer.live.WaitingAnswers.JSON;
import static io.maskstream.streamer.live.WaitingAnswers.TEXT;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.maskstream.schemas.record.UnreadableRecordException;
import io.maskstream.streamer.explain.RecordOrigin;
import io.maskstream.streamer.http.Exchange;
import java.io.IOException;
import java.util.Optional;

/** Publishes requests from the form, and the records of dead letters, if allowed. */
final class PublishEndpoint {

    private static final JsonMapper MAPPER = new JsonMapper();

    /** Maximum size of the message that names the dead letter. */
    private static final int REPLAY_BYTES = 4096;

    private final Optional<RequestForm> form;
    private final boolean publishes;
    private final boolean replays;
    private final LiveBuffer buffer;
    private final WaitingAnswers answers;

    /** @param form empty if neither is allowed */
    PublishEndpoint(
            Optional<RequestForm> form, boolean publishes, boolean replays, LiveBuffer buffer, WaitingAnswers answers) {
        this.form = form;
        this.publishes = publishes;
        this.replays = replays;
        this.buffer = buffer;
        this.answers = answers;
    }

    void publish(Exchange exchange) {
        if (!publishes) {
            exchange.send(403, TEXT, "This page cannot publish requests: live.view.publish is false.\n");
            return;
        }
        RequestForm publishing = form.orElseThrow();
        JsonBody.read(
                exchange,
                publishing.largestBytes(),
                "the producer sends (producer.max.request.size)",
                body -> publish(exchange, () -> publishing.publish(body)));
    }

    /** Publishes the record of the dead letter at {@code origin}. */
    void replay(Exchange exchange) {
        if (!replays) {
            exchange.send(403, TEXT, "This page cannot replay dead letters: live.view.replay is false.\n");
            return;
        }
        RequestForm publishing = form.orElseThrow();
        JsonBody.read(exchange, REPLAY_BYTES, "a replay may have", body -> {
            Optional<LiveRecord> letter = origin(body)
                    .flatMap(buffer::find)
                    .map(LiveBuffer.Entry::record)
                    .filter(record -> !record.isExplained());
            if (letter.isPresent()) {
                publish(exchange, () -> publishing.replay(letter.get()));
            } else {
                exchange.send(404, TEXT, "The dead letter is no longer kept.\n");
            }
        });
    }

    private static Optional<RecordOrigin> origin(byte[] body) {
        try {
            return Optional.ofNullable(
                    RecordEndpoint.origin(MAPPER.readTree(body).path("origin").asText()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private interface Publication {
        RecordOrigin publish() throws RequestForm.NotPublishedException, InterruptedException;
    }

    private void publish(Exchange exchange, Publication publication) {
        answers.add(exchange, () -> answer(exchange, publication));
    }

    private void answer(Exchange exchange, Publication publication) throws InterruptedException {
        try {
            RecordOrigin origin = publication.publish();
            buffer.follow(origin);
            exchange.send(
                    202,
                    JSON,
                    MAPPER.createObjectNode().put("origin", origin.toString()).toString());
        } catch (UnreadableRecordException e) {
            exchange.send(400, TEXT, "This is not a valid request: " + e.getMessage() + ".\n");
        } catch (RequestForm.NotPublishedException e) {
            exchange.send(503, TEXT, e.getMessage() + "\n");
        }
    }
}
