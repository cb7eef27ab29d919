package io.maskstream.streamer.live;

import io.maskstream.streamer.http.Exchange;
import java.util.function.Consumer;

/**
 * The body of a POST request. It must be JSON, which pages of other sites cannot send without a CORS preflight request.
 */
final class JsonBody {

    private JsonBody() {}

    /**
     * Reads the body, or answers with an error if it is not valid.
     *
     * @param limit maximum length in bytes
     * @param limited what the limit applies to, as part of the error message
     */
    static void read(Exchange exchange, int limit, String limited, Consumer<byte[]> then) {
        String type = exchange.header("Content-Type");
        if (type == null || !type.split(";", 2)[0].strip().equalsIgnoreCase(WaitingAnswers.JSON)) {
            exchange.send(415, WaitingAnswers.TEXT, "A request must be " + WaitingAnswers.JSON + ".\n");
            return;
        }
        exchange.read(limit, body -> {
            if (body.isPresent()) {
                then.accept(body.get());
            } else {
                exchange.send(
                        413,
                        WaitingAnswers.TEXT,
                        "The request has more than " + limit + " bytes, the most that " + limited + ".\n");
            }
        });
    }
}
