package io.maskstream.streamer.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams;

/**
 * Serves {@code /metrics} in Prometheus' text format, {@code /health/live} and {@code /health/ready}, and what others have
 * to answer.
 */
public final class StatusServer implements AutoCloseable {

    private static final int THREADS = 2;
    private static final int WAITING_REQUESTS = 16;
    private static final Duration REQUEST_LIMIT = Duration.ofSeconds(10);
    private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";
    private static final String JSON = "application/json";

    private final HttpServer server;
    private final AnswerThreads threads;

    private record Page(int status, String type, String body) {}

    /**
     * Starts to listen.
     *
     * @param port 0 for any free one
     * @param metrics gives the text of a scrape
     * @param state of the stream
     * @param others what answers below other paths, such as {@code /live}; they must not keep the thread for long
     * @throws IOException if the address cannot be had
     */
    public StatusServer(
            String host,
            int port,
            Supplier<String> metrics,
            Supplier<KafkaStreams.State> state,
            Map<String, HttpHandler> others)
            throws IOException {
        this(host, port, metrics, state, others, REQUEST_LIMIT);
    }

    StatusServer(
            String host,
            int port,
            Supplier<String> metrics,
            Supplier<KafkaStreams.State> state,
            Map<String, HttpHandler> others,
            Duration requestLimit)
            throws IOException {
        server = HttpServer.create(new InetSocketAddress(host, port), 0);
        // With the queue full, the thread that accepts connections answers, and so accepts no more.
        threads = new AnswerThreads(
                "maskstream-http", THREADS, WAITING_REQUESTS, requestLimit, new ThreadPoolExecutor.CallerRunsPolicy());
        server.setExecutor(threads);
        Map<String, Supplier<Page>> pages = Map.of(
                "/metrics", () -> new Page(200, PROMETHEUS_TEXT, metrics.get()),
                "/health/live", () -> health(isLive(state.get()), state.get()),
                "/health/ready", () -> health(state.get() == KafkaStreams.State.RUNNING, state.get()));
        server.createContext(
                "/",
                exchange -> answer(exchange, pages.get(exchange.getRequestURI().getPath())));
        others.forEach(server::createContext);
        server.start();
    }

    /** Where it listens. */
    public int port() {
        return server.getAddress().getPort();
    }

    /** A stream that waits for its partitions is alive; one that has given up wants a restart. */
    private static boolean isLive(KafkaStreams.State state) {
        return switch (state) {
            case CREATED, REBALANCING, RUNNING -> true;
            case PENDING_SHUTDOWN, NOT_RUNNING, PENDING_ERROR, ERROR -> false;
        };
    }

    private static Page health(boolean up, KafkaStreams.State state) {
        return new Page(
                up ? 200 : 503, JSON, "{\"status\":\"" + (up ? "UP" : "DOWN") + "\",\"stream\":\"" + state + "\"}\n");
    }

    private static void answer(HttpExchange exchange, Supplier<Page> page) throws IOException {
        try (exchange) {
            String method = exchange.getRequestMethod();
            if (page == null) {
                send(exchange, new Page(404, "text/plain", "Not found. See /metrics, /health/live, /health/ready.\n"));
            } else if (method.equals("GET") || method.equals("HEAD")) {
                send(exchange, page.get());
            } else {
                exchange.getResponseHeaders().set("Allow", "GET, HEAD");
                send(exchange, new Page(405, "text/plain", "Only GET and HEAD.\n"));
            }
        }
    }

    private static void send(HttpExchange exchange, Page page) throws IOException {
        byte[] body = page.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", page.type());
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(page.status(), -1);
        } else {
            exchange.sendResponseHeaders(page.status(), body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }
}
