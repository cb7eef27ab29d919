package io.maskstream.streamer.live;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.maskstream.schemas.record.RequestReader;
import io.maskstream.schemas.record.UnreadableRecordException;
import io.maskstream.streamer.engine.Explainer;
import io.maskstream.streamer.engine.RecordOrigin;
import io.maskstream.streamer.engine.ServedExplainers;
import io.maskstream.streamer.http.AnswerThreads;
import io.maskstream.streamer.metrics.StreamTotals;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A page that shows records as they leave the stream: the page itself, its events, single records and, where that is
 * allowed, a form that publishes requests. Everything below {@value #PATH}.
 */
public final class LiveView implements HttpHandler, AutoCloseable {

    /** Where the page is. */
    public static final String PATH = "/live";

    private static final Logger LOG = LoggerFactory.getLogger(LiveView.class);
    private static final JsonMapper MAPPER = new JsonMapper();

    private static final Duration REQUEST_LIMIT = Duration.ofSeconds(30);
    private static final int THREADS = 2;
    private static final int WAITING_REQUESTS = 32;
    private static final int SAMPLES = 300;

    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String JSON = "application/json";

    /** No script, style or connection but the page's own, and no string ever becomes markup. */
    private static final String CONTENT_SECURITY_POLICY = String.join(
            "; ",
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            "connect-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types structure");

    private static final Map<String, String> SECURITY_HEADERS = Map.of(
            "Content-Security-Policy", CONTENT_SECURITY_POLICY,
            "X-Content-Type-Options", "nosniff",
            "Referrer-Policy", "no-referrer",
            "Cross-Origin-Resource-Policy", "same-origin",
            "Cross-Origin-Opener-Policy", "same-origin",
            "Cache-Control", "no-store");

    private static final Set<String> LOOPBACK_NAMES = Set.of("localhost", "127.0.0.1", "[::1]");

    private static final Pattern ORIGIN = Pattern.compile("(.+)-(\\d{1,9})@(\\d{1,18})");

    private final LiveBuffer buffer;
    private final LiveFeed feed;
    private final PageFiles files = new PageFiles();
    private final RequestForm form;
    private final ServedExplainers explainers;
    private final boolean loopbackOnly;
    private final AnswerThreads threads;

    /**
     * How much of it there is.
     *
     * @param records that are kept for a page that opens
     * @param bytes that these may take
     * @param clients pages that may be open at once
     * @param patience how long a browser may take to read a message before it is given up
     */
    public record Limits(int records, long bytes, int clients, Duration patience) {}

    /**
     * Makes the view of one streamer.
     *
     * @param loopbackOnly whether nobody but this machine is to reach it; requests under other names, which a page from
     *     elsewhere might have made its own, are refused then
     * @param totals what the stream has counted
     * @param form null if the page must not publish
     */
    public LiveView(
            Limits limits,
            boolean loopbackOnly,
            RequestReader requests,
            EventJson events,
            ServedExplainers explainers,
            Supplier<StreamTotals> totals,
            RequestForm form,
            MeterRegistry registry) {
        this.loopbackOnly = loopbackOnly;
        this.explainers = explainers;
        this.form = form;
        this.buffer = new LiveBuffer(limits.records(), limits.bytes(), Clock.systemUTC());
        this.feed = new LiveFeed(
                buffer,
                requests,
                events,
                new RunningFigures(totals, Clock.systemUTC(), SAMPLES),
                this::greeting,
                limits,
                registry);
        this.threads = new AnswerThreads(
                "maskstream-live-http", THREADS, WAITING_REQUESTS, REQUEST_LIMIT, new ThreadPoolExecutor.AbortPolicy());
    }

    /** Where the stream puts what leaves it. */
    public LiveTap tap() {
        return buffer;
    }

    private ObjectNode greeting() {
        ObjectNode hello = MAPPER.createObjectNode();
        hello.put("publishes", form != null).put("kept", buffer.maximumRecords());
        ArrayNode served = hello.putArray("explainers");
        for (Explainer explainer : explainers.all()) {
            served.addObject()
                    .put("name", explainer.name())
                    .put("kind", explainer.kind().toString())
                    .put("version", explainer.identity().getVersion());
        }
        return hello;
    }

    /** Answers on threads of its own, so that a slow upload does not keep health and metrics waiting. */
    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try {
            threads.execute(() -> answer(exchange));
        } catch (RejectedExecutionException e) {
            send(exchange, 503, TEXT, "Too many requests at once.\n");
        }
    }

    private void answer(HttpExchange exchange) {
        try {
            SECURITY_HEADERS.forEach(exchange.getResponseHeaders()::set);
            if (loopbackOnly && !namesLoopback(exchange)) {
                send(exchange, 403, TEXT, "Open this page as http://localhost or http://127.0.0.1.\n");
                return;
            }
            String path = exchange.getRequestURI().getPath().substring(PATH.length());
            switch (exchange.getRequestMethod() + " " + path) {
                case "GET ", "HEAD " -> {
                    exchange.getResponseHeaders().set("Location", PATH.substring(1) + "/");
                    send(exchange, 308, TEXT, "");
                }
                case "GET /events" -> connect(exchange);
                case "GET /record" -> record(exchange);
                case "POST /requests" -> publish(exchange);
                default -> file(exchange, path);
            }
        } catch (IOException e) {
            LOG.debug("A browser is gone", e);
            exchange.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            exchange.close();
        } catch (RuntimeException e) {
            LOG.warn("The live view cannot answer {}", exchange.getRequestURI().getPath(), e);
            exchange.close();
        }
    }

    /** Under another name it would be a foreign page whose host was made to lead here (DNS rebinding). */
    private static boolean namesLoopback(HttpExchange exchange) {
        String host = exchange.getRequestHeaders().getFirst("Host");
        return host != null
                && LOOPBACK_NAMES.contains(host.replaceFirst(":\\d+$", "").toLowerCase(Locale.ROOT));
    }

    private void connect(HttpExchange exchange) throws IOException {
        Map<String, String> query = query(exchange);
        LiveFilter filter;
        long after;
        try {
            filter = LiveFilter.of(query);
            String last = exchange.getRequestHeaders().getFirst("Last-Event-ID");
            after = last == null || last.isEmpty() ? LiveClient.NOTHING : Long.parseLong(last);
        } catch (IllegalArgumentException e) {
            send(exchange, 400, TEXT, e.getMessage() + "\n");
            return;
        }
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Type", "text/event-stream");
        if (!feed.connect(exchange, query.getOrDefault("page", ""), filter, after)) {
            headers.set("Retry-After", "10");
            send(exchange, 503, TEXT, "As many pages are open as may be (live.view.clients).\n");
        }
    }

    private void record(HttpExchange exchange) throws IOException, InterruptedException {
        Map<String, String> query = query(exchange);
        RecordOrigin origin = origin(query.getOrDefault("origin", ""));
        try {
            Optional<String> found =
                    origin == null ? feed.findById(query.getOrDefault("id", "")) : feed.find(kept -> kept.find(origin));
            if (found.isPresent()) {
                send(exchange, 200, JSON, found.get());
            } else if (origin != null && buffer.follows(origin)) {
                send(exchange, 202, TEXT, "It has not left the stream yet.\n");
            } else {
                send(
                        exchange,
                        404,
                        TEXT,
                        "It is not among the last " + buffer.maximumRecords() + " records that left this streamer.\n");
            }
        } catch (TimeoutException e) {
            send(exchange, 503, TEXT, "The live view is busy.\n");
        }
    }

    /** Null if the text is none. */
    private static RecordOrigin origin(String text) {
        Matcher origin = ORIGIN.matcher(text);
        return origin.matches()
                ? new RecordOrigin(origin.group(1), Integer.parseInt(origin.group(2)), Long.parseLong(origin.group(3)))
                : null;
    }

    private void publish(HttpExchange exchange) throws IOException, InterruptedException {
        if (form == null) {
            send(exchange, 403, TEXT, "This page does not publish: live.view.publish is false.\n");
            return;
        }
        // Other types a foreign page may send without being asked whether it may.
        String type = exchange.getRequestHeaders().getFirst("Content-Type");
        if (type == null || !type.toLowerCase(Locale.ROOT).startsWith(JSON)) {
            send(exchange, 415, TEXT, "A request is " + JSON + ".\n");
            return;
        }
        byte[] value = exchange.getRequestBody().readNBytes(form.largestBytes() + 1);
        if (value.length > form.largestBytes()) {
            send(
                    exchange,
                    413,
                    TEXT,
                    "The request has more than " + form.largestBytes()
                            + " bytes, which is more than the producer sends (producer.max.request.size).\n");
            return;
        }
        try {
            RecordOrigin origin = form.publish(value);
            buffer.follow(origin);
            send(
                    exchange,
                    202,
                    JSON,
                    MAPPER.createObjectNode().put("origin", origin.toString()).toString());
        } catch (UnreadableRecordException e) {
            send(exchange, 400, TEXT, "This is no request: " + e.getMessage() + ".\n");
        } catch (RequestForm.NotPublishedException e) {
            send(exchange, 503, TEXT, e.getMessage() + "\n");
        }
    }

    private void file(HttpExchange exchange, String path) throws IOException {
        Optional<PageFiles.PageFile> file = path.startsWith("/") ? files.find(path.substring(1)) : Optional.empty();
        String method = exchange.getRequestMethod();
        if (file.isEmpty()) {
            send(exchange, 404, TEXT, "Not found. The page is at " + PATH + "/.\n");
        } else if (method.equals("GET") || method.equals("HEAD")) {
            send(exchange, 200, file.get().type(), file.get().content());
        } else {
            exchange.getResponseHeaders().set("Allow", "GET, HEAD");
            send(exchange, 405, TEXT, "Only GET and HEAD.\n");
        }
    }

    private static Map<String, String> query(HttpExchange exchange) {
        Map<String, String> query = new HashMap<>();
        String raw = exchange.getRequestURI().getRawQuery();
        if (raw != null) {
            for (String pair : raw.split("&")) {
                int equals = pair.indexOf('=');
                if (equals > 0) {
                    query.put(
                            pair.substring(0, equals),
                            URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
                }
            }
        }
        return query;
    }

    private static void send(HttpExchange exchange, int status, String type, String body) throws IOException {
        send(exchange, status, type, body.getBytes(StandardCharsets.UTF_8));
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", type);
            boolean empty = body.length == 0 || exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(status, empty ? -1 : body.length);
            if (!empty) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    @Override
    public void close() {
        feed.close();
        threads.close();
        if (form != null) {
            form.close();
        }
    }
}
