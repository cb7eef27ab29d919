package io.maskstream.streamer.live;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.schemas.record.RequestReader;
import io.maskstream.schemas.record.UnreadableRecordException;
import io.maskstream.streamer.drift.DriftMonitor.ExplainerDrift;
import io.maskstream.streamer.engine.Explainer;
import io.maskstream.streamer.engine.ServedExplainers;
import io.maskstream.streamer.explain.RecordOrigin;
import io.maskstream.streamer.http.Exchange;
import io.maskstream.streamer.http.ExchangeHandler;
import io.maskstream.streamer.metrics.StreamTotals;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page that shows records as they leave the stream: the page itself, its events, single records and, where that is
 * allowed, a form that publishes requests. Everything below {@value #PATH}.
 */
public final class LiveView implements ExchangeHandler, AutoCloseable {

    /** Where the page is. */
    public static final String PATH = "/live";

    private static final JsonMapper MAPPER = new JsonMapper();

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
            "Referrer-Policy", "no-referrer",
            "Cross-Origin-Opener-Policy", "same-origin");

    private static final Pattern ORIGIN = Pattern.compile("(.+)-(\\d{1,9})@(\\d{1,18})");

    private final LiveBuffer buffer;
    private final LiveFeed feed;
    private final PageFiles files = new PageFiles();
    private final Optional<RequestForm> form;
    private final ServedExplainers explainers;
    private final ThreadPoolExecutor threads;

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
     * @param buffer that the stream hands its records to
     * @param totals what the stream has counted
     * @param drift how far the last records are from those of the fits
     * @param form empty if the page must not publish
     */
    public LiveView(
            LiveBuffer buffer,
            Limits limits,
            RequestReader requests,
            EventJson events,
            ServedExplainers explainers,
            Supplier<StreamTotals> totals,
            Supplier<List<ExplainerDrift>> drift,
            Optional<RequestForm> form,
            MeterRegistry registry) {
        this.explainers = explainers;
        this.form = form;
        this.buffer = buffer;
        this.feed = new LiveFeed(
                buffer,
                requests,
                events,
                new RunningFigures(totals, drift, Clock.systemUTC(), SAMPLES),
                this::greeting,
                limits,
                registry);
        this.threads = new ThreadPoolExecutor(
                THREADS, THREADS, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING_REQUESTS), task -> {
                    Thread thread = new Thread(task, "maskstream-live-http");
                    thread.setDaemon(true);
                    return thread;
                });
    }

    private ObjectNode greeting() {
        ObjectNode hello = MAPPER.createObjectNode();
        hello.put("publishes", form.isPresent()).put("kept", buffer.maximumRecords());
        ArrayNode served = hello.putArray("explainers");
        for (Explainer explainer : explainers.all()) {
            served.addObject()
                    .put("name", explainer.name())
                    .put("kind", explainer.kind().toString())
                    .put("version", explainer.identity().getVersion());
        }
        return hello;
    }

    @Override
    public void handle(Exchange exchange) {
        SECURITY_HEADERS.forEach(exchange::setHeader);
        String path = exchange.path().substring(PATH.length());
        switch (exchange.method() + " " + path) {
            case "GET ", "HEAD " -> {
                exchange.setHeader("Location", PATH.substring(1) + "/");
                exchange.send(308, TEXT, "");
            }
            case "GET /events" -> connect(exchange);
            case "GET /record" -> record(exchange);
            case "POST /requests" -> publish(exchange);
            default -> file(exchange, path);
        }
    }

    /** What has to wait for Kafka or for the feed; it does so on threads of its own. */
    private interface Answer {
        void send() throws InterruptedException;
    }

    private void later(Exchange exchange, Answer answer) {
        try {
            threads.execute(() -> {
                try {
                    answer.send();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    exchange.send(503, TEXT, "The live view has ended.\n");
                } catch (RuntimeException e) {
                    exchange.fail(e);
                }
            });
        } catch (RejectedExecutionException e) {
            exchange.send(503, TEXT, "Too many requests at once.\n");
        }
    }

    private void connect(Exchange exchange) {
        Map<String, String> query;
        LiveFilter filter;
        long after;
        try {
            query = exchange.query();
            filter = LiveFilter.of(query);
            String last = exchange.header("Last-Event-ID");
            after = last == null || last.isEmpty() ? LiveClient.NOTHING : Long.parseLong(last);
        } catch (IllegalArgumentException e) {
            exchange.send(400, TEXT, e.getMessage() + "\n");
            return;
        }
        if (!feed.connect(exchange, query.getOrDefault("page", ""), filter, after)) {
            exchange.setHeader("Retry-After", "10");
            exchange.send(503, TEXT, "As many pages are open as may be (live.view.clients).\n");
        }
    }

    private void record(Exchange exchange) {
        try {
            Map<String, String> query = exchange.query();
            RecordOrigin origin = origin(query.getOrDefault("origin", ""));
            later(exchange, () -> record(exchange, origin, query.getOrDefault("id", "")));
        } catch (IllegalArgumentException e) {
            exchange.send(400, TEXT, e.getMessage() + "\n");
        }
    }

    /** @param origin null to look for the id */
    private void record(Exchange exchange, RecordOrigin origin, String id) throws InterruptedException {
        try {
            Optional<String> found = origin == null ? feed.findById(id) : feed.find(kept -> kept.find(origin));
            if (found.isPresent()) {
                exchange.send(200, JSON, found.get());
            } else if (origin != null && buffer.follows(origin)) {
                exchange.send(202, TEXT, "It has not left the stream yet.\n");
            } else {
                exchange.send(
                        404,
                        TEXT,
                        "It is not among the last " + buffer.maximumRecords() + " records that left this streamer.\n");
            }
        } catch (TimeoutException e) {
            exchange.send(503, TEXT, "The live view is busy.\n");
        }
    }

    /** Null if the text is none. */
    private static RecordOrigin origin(String text) {
        Matcher origin = ORIGIN.matcher(text);
        return origin.matches()
                ? new RecordOrigin(origin.group(1), Integer.parseInt(origin.group(2)), Long.parseLong(origin.group(3)))
                : null;
    }

    private void publish(Exchange exchange) {
        form.ifPresentOrElse(
                publishing -> publish(exchange, publishing),
                () -> exchange.send(403, TEXT, "This page does not publish: live.view.publish is false.\n"));
    }

    private void publish(Exchange exchange, RequestForm publishing) {
        // Other types a foreign page may send without being asked whether it may.
        String type = exchange.header("Content-Type");
        if (type == null || !type.split(";", 2)[0].strip().equalsIgnoreCase(JSON)) {
            exchange.send(415, TEXT, "A request is " + JSON + ".\n");
            return;
        }
        exchange.read(publishing.largestBytes(), body -> {
            if (body.isPresent()) {
                later(exchange, () -> publish(exchange, publishing, body.get()));
            } else {
                exchange.send(
                        413,
                        TEXT,
                        "The request has more than " + publishing.largestBytes()
                                + " bytes, which is more than the producer sends (producer.max.request.size).\n");
            }
        });
    }

    private void publish(Exchange exchange, RequestForm publishing, byte[] value) throws InterruptedException {
        try {
            RecordOrigin origin = publishing.publish(value);
            buffer.follow(origin);
            exchange.send(
                    202,
                    JSON,
                    MAPPER.createObjectNode().put("origin", origin.toString()).toString());
        } catch (UnreadableRecordException e) {
            exchange.send(400, TEXT, "This is no request: " + e.getMessage() + ".\n");
        } catch (RequestForm.NotPublishedException e) {
            exchange.send(503, TEXT, e.getMessage() + "\n");
        }
    }

    private void file(Exchange exchange, String path) {
        Optional<PageFiles.PageFile> file = path.startsWith("/") ? files.find(path.substring(1)) : Optional.empty();
        String method = exchange.method();
        if (file.isEmpty()) {
            exchange.send(404, TEXT, "Not found. The page is at " + PATH + "/.\n");
        } else if (method.equals("GET") || method.equals("HEAD")) {
            exchange.send(200, file.get().type(), file.get().content());
        } else {
            exchange.setHeader("Allow", "GET, HEAD");
            exchange.send(405, TEXT, "Only GET and HEAD.\n");
        }
    }

    @Override
    public void close() {
        feed.close();
        threads.shutdownNow();
        form.ifPresent(RequestForm::close);
    }
}
