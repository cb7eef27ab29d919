package io.maskstream.schemas.record;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.apache.avro.Schema;

/** A fake registry on a loopback port with the two used calls of Confluent's REST interface; ids count from 1. */
final class FakeRegistry implements AutoCloseable {

    record Answer(int status, String body) {}

    /** All requests, each as method, path and the header "Authorization" if present. */
    final List<String> requests = new CopyOnWriteArrayList<>();

    private final List<String> schemas = new CopyOnWriteArrayList<>();
    private final JsonMapper json = new JsonMapper();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final HttpServer server;
    private volatile Answer fixed;
    private volatile boolean silent;
    private volatile String location;

    FakeRegistry() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.start();
    }

    URI url() {
        return url("");
    }

    URI url(String userInfo) {
        return URI.create(
                "http://" + userInfo + "127.0.0.1:" + server.getAddress().getPort());
    }

    /** Adds a schema like another client, and returns its id. */
    int add(Schema schema) {
        return add(schema.toString());
    }

    int add(String schema) {
        schemas.add(schema);
        return schemas.size();
    }

    Schema schema(int id) {
        return new Schema.Parser().parse(schemas.get(id - 1));
    }

    /** Gives this response to all further requests. */
    void answer(int status, String body) {
        fixed = new Answer(status, body);
    }

    /** Redirects all further requests. */
    void redirect(String url) {
        location = url;
        fixed = new Answer(302, "");
    }

    /** Returns to normal responses. */
    void recover() {
        fixed = null;
    }

    /** Stops responding to requests. */
    void fallSilent() {
        silent = true;
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getRawPath();
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        requests.add(exchange.getRequestMethod() + " " + path + (authorization == null ? "" : " " + authorization));
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        if (silent) {
            try {
                closed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        Answer answer = fixed == null ? answer(exchange.getRequestMethod(), path, body) : fixed;
        byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        if (location != null) {
            exchange.getResponseHeaders().set("Location", location);
        }
        exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private Answer answer(String method, String path, String body) throws IOException {
        if (method.equals("POST") && path.matches("/subjects/[^/]+/versions")) {
            String schema = json.readTree(body).get("schema").textValue();
            int known = schemas.indexOf(schema);
            return new Answer(200, "{\"id\":" + (known < 0 ? add(schema) : known + 1) + "}");
        }
        if (method.equals("GET") && path.matches("/schemas/ids/-?[0-9]+")) {
            int id = Integer.parseInt(path.substring("/schemas/ids/".length()));
            return id < 1 || id > schemas.size()
                    ? new Answer(404, "{\"error_code\":40403,\"message\":\"Schema not found\"}")
                    : new Answer(
                            200,
                            json.createObjectNode()
                                    .put("schema", schemas.get(id - 1))
                                    .toString());
        }
        return new Answer(404, "{\"error_code\":404,\"message\":\"HTTP 404 Not Found\"}");
    }
}
