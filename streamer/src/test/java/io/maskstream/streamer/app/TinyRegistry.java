package io.maskstream.streamer.app;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.maskstream.schemas.record.Explanation;
import io.maskstream.schemas.record.ExplanationRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.Schema;

/** A schema registry with the schemas of explanations and requests, which can be switched off. */
final class TinyRegistry implements AutoCloseable {

    static final int EXPLANATION_SCHEMA = 1;
    static final int REQUEST_SCHEMA = 2;

    private static final Map<String, Schema> SCHEMAS = Map.of(
            "/schemas/ids/" + EXPLANATION_SCHEMA,
            Explanation.getClassSchema(),
            "/schemas/ids/" + REQUEST_SCHEMA,
            ExplanationRequest.getClassSchema());

    private final AtomicBoolean down = new AtomicBoolean();
    private final AtomicInteger refusals = new AtomicInteger();
    private final HttpServer server;

    TinyRegistry() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    void setDown(boolean isDown) {
        down.set(isDown);
    }

    /** Returns how many requests it has received while it was down. */
    int refusals() {
        return refusals.get();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (down.get()) {
            refusals.incrementAndGet();
            exchange.sendResponseHeaders(503, -1);
        } else if (!path.startsWith("/schemas/ids/")) {
            send(
                    exchange,
                    200,
                    "{\"id\":" + (path.contains("explanations") ? EXPLANATION_SCHEMA : REQUEST_SCHEMA) + "}");
        } else if (SCHEMAS.containsKey(path)) {
            send(exchange, 200, "{\"schema\":\"" + SCHEMAS.get(path).toString().replace("\"", "\\\"") + "\"}");
        } else {
            send(exchange, 404, "{\"error_code\":40403,\"message\":\"Schema not found\"}");
        }
        exchange.close();
    }

    private static void send(HttpExchange exchange, int status, String answer) throws IOException {
        byte[] body = answer.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
