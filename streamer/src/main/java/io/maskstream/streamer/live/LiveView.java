package io.maskstream.streamer.live;

import static io.maskstream.streamer.live.WaitingAnswers.TEXT;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.schemas.artifact.Profile;
import io.maskstream.schemas.record.ExplainerIdentity;
import io.maskstream.schemas.record.RequestReader;
import io.maskstream.streamer.drift.DriftMonitor.ExplainerDrift;
import io.maskstream.streamer.engine.Explainer;
import io.maskstream.streamer.engine.ServedExplainers;
import io.maskstream.streamer.http.Exchange;
import io.maskstream.streamer.http.ExchangeHandler;
import io.maskstream.streamer.metrics.StreamTotals;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;

/**
 * A page that shows records as they leave the stream. Serves everything below {@value #PATH}: the page, its events,
 * single records and, if allowed, a form that publishes requests.
 */
public final class LiveView implements ExchangeHandler, AutoCloseable {

    /** Path of the page. */
    public static final String PATH = "/live";

    private static final JsonMapper MAPPER = new JsonMapper();

    private static final int THREADS = 2;
    private static final int WAITING_REQUESTS = 32;
    private static final int SAMPLES = 300;

    /** Size of a request's other fields, beside its image, which takes four bytes in base64 for each three bytes. */
    private static final int OTHER_FIELDS_BYTES = 1000;

    /** Maximum number of classes of an explainer that can be selected. */
    private static final int MOST_CLASSES = 200;

    /** Allows only the page's own scripts, styles and connections, and no conversion of strings to markup. */
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

    private final LiveBuffer buffer;
    private final LiveFeed feed;
    private final PageFiles files = new PageFiles();
    private final Optional<RequestForm> form;
    private final ServedExplainers explainers;
    private final WaitingAnswers answers =
            new WaitingAnswers("maskstream-live-http", THREADS, WAITING_REQUESTS, () -> {});
    private final RecordEndpoint records;
    private final PublishEndpoint publishing;
    private final ExploreEndpoint exploring;
    private final Allowed allowed;

    /**
     * Limits of the live view.
     *
     * @param records maximum number of kept records
     * @param bytes maximum total size of the kept records
     * @param clients maximum number of pages that are open at once
     * @param patience how long a browser may take to read a message before its connection is closed
     */
    public record Limits(int records, long bytes, int clients, Duration patience) {}

    /**
     * What users of the page may do in addition to looking.
     *
     * @param publish publish their own requests
     * @param replay publish the records of dead letters
     */
    public record Allowed(boolean publish, boolean replay) {}

    /**
     * Candidates, as the live view shows them.
     *
     * @param compared the most recent records that candidates explained too
     * @param loaded returns the loaded candidates
     */
    public record CandidateSource(ComparedBuffer compared, Supplier<List<ExplainerIdentity>> loaded) {}

    /**
     * Creates the view of one streamer.
     *
     * @param buffer buffer that receives the records of the stream
     * @param candidates candidates and their explanations
     * @param totals returns what the stream has counted
     * @param drift returns how far the most recent records are from those of the fits
     * @param allowed what users of the page may do in addition to looking
     * @param form empty if the page must neither publish nor replay
     * @param explorer empty if the page must not ask the explainers
     */
    public LiveView(
            LiveBuffer buffer,
            CandidateSource candidates,
            Limits limits,
            RequestReader requests,
            EventJson events,
            ServedExplainers explainers,
            Supplier<StreamTotals> totals,
            Supplier<List<ExplainerDrift>> drift,
            Allowed allowed,
            Optional<RequestForm> form,
            Optional<Explorer> explorer,
            MeterRegistry registry) {
        this.explainers = explainers;
        this.form = form;
        this.buffer = buffer;
        DrawnRecords drawn = new DrawnRecords(events, candidates.compared());
        ScheduledExecutorService thread = LiveFeed.thread();
        this.feed = new LiveFeed(
                buffer,
                requests,
                drawn,
                new CandidateEvents(candidates.compared(), candidates.loaded(), requests, events),
                new RunningFigures(totals, drift, Clock.systemUTC(), SAMPLES),
                this::greeting,
                limits,
                registry,
                thread);
        RecentAggregates aggregates = new RecentAggregates(new Aggregates(events::explanation, this::profile));
        this.records = new RecordEndpoint(
                new RecordLookup(buffer, requests, events, drawn, aggregates, thread), buffer, answers);
        this.allowed = allowed;
        this.publishing = new PublishEndpoint(form, allowed.publish(), allowed.replay(), buffer, answers);
        this.exploring = new ExploreEndpoint(explorer, buffer, events, requests);
    }

    /** Returns the profile of an explainer that serves now, if it has one. */
    private Optional<Profile> profile(String explainer) {
        return explainers.all().stream()
                .filter(serving -> serving.name().equals(explainer))
                .findFirst()
                .map(serving -> serving.manifest().profile());
    }

    /** Returns the handlers by path: the page, and {@code /}, which redirects there. */
    public Map<String, ExchangeHandler> paths() {
        return Map.of(PATH, this, "/", LiveView::leadHere);
    }

    private static void leadHere(Exchange exchange) {
        if (exchange.method().equals("GET") || exchange.method().equals("HEAD")) {
            exchange.setHeader("Location", PATH.substring(1) + "/");
            exchange.send(302, TEXT, "");
        } else {
            exchange.setHeader("Allow", "GET, HEAD");
            exchange.send(405, TEXT, "Only GET and HEAD are allowed.\n");
        }
    }

    private ObjectNode greeting() {
        ObjectNode hello = MAPPER.createObjectNode();
        hello.put("publishes", allowed.publish())
                .put("replays", allowed.replay())
                .put("explores", exploring.isOpen())
                .put("kept", buffer.maximumRecords());
        form.ifPresent(publishing -> hello.put("imageBytes", (publishing.largestBytes() - OTHER_FIELDS_BYTES) / 4 * 3));
        ArrayNode served = hello.putArray("explainers");
        for (Explainer explainer : explainers.all()) {
            ObjectNode one = served.addObject()
                    .put("name", explainer.name())
                    .put("kind", explainer.kind().toString())
                    .put("version", explainer.identity().getVersion())
                    .put("evidence", explainer.evidence() != null);
            List<String> classes = explainer.output().classes();
            if (classes != null && classes.size() <= MOST_CLASSES) {
                classes.forEach(one.putArray("classes")::add);
            }
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
            case "GET /record" -> records.one(exchange);
            case "GET /records" -> records.search(exchange);
            case "GET /aggregates" -> records.aggregates(exchange);
            case "GET /raw" -> records.raw(exchange);
            case "POST /requests" -> publishing.publish(exchange);
            case "POST /replay" -> publishing.replay(exchange);
            case "POST /masked" -> exploring.masked(exchange);
            case "POST /occlusion" -> exploring.occlusion(exchange);
            case "POST /class" -> exploring.otherClass(exchange);
            case "POST /explain" -> exploring.explain(exchange);
            default -> file(exchange, path);
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
            exchange.send(503, TEXT, "Too many pages are open (live.view.clients).\n");
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
            exchange.send(405, TEXT, "Only GET and HEAD are allowed.\n");
        }
    }

    @Override
    public void close() {
        feed.close();
        answers.close();
        exploring.close();
        form.ifPresent(RequestForm::close);
    }
}
