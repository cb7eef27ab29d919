package io.maskstream.streamer.live;

import io.maskstream.streamer.http.Exchange;
import java.util.function.Consumer;

/** The body of a request that acts: JSON, which the page of another site may not send without asking whether it may. */
final class JsonBody {

    private JsonBody() {}

    /**
     * Reads it, or answers that it is not as it must be.
     *
     * @param limit of its length in bytes
     * @param limited what sets the limit, for the answer
     */
    static void read(Exchange exchange, int limit, String limited, Consumer<byte[]> then) {
        String type = exchange.header("Content-Type");
        if (type == null || !type.split(";", 2)[0].strip().equalsIgnoreCase(WaitingAnswers.JSON)) {
            exchange.send(415, WaitingAnswers.TEXT, "A request is " + WaitingAnswers.JSON + ".\n");
            return;
        }
        exchange.read(limit, body -> {
            if (body.isPresent()) {
                then.accept(body.get());
            } else {
                exchange.send(
                        413,
                        WaitingAnswers.TEXT,
                        "The request has more than " + limit + " bytes, which is more than " + limited + ".\n");
            }
        });
    }
}
