package io.maskstream.streamer.live;

import static io.maskstream.streamer.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.maskstream.schemas.input.image.ImageLimits;
import io.maskstream.schemas.record.ExplainerIdentity;
import io.maskstream.schemas.record.ExplanationReader;
import io.maskstream.schemas.record.RequestReader;
import io.maskstream.streamer.engine.ServedExplainers;
import io.maskstream.streamer.http.AllowedHosts;
import io.maskstream.streamer.http.Health;
import io.maskstream.streamer.http.StatusServer;
import io.maskstream.streamer.metrics.PrometheusMetrics;
import io.maskstream.streamer.metrics.StreamerMetrics;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Scanner;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.streams.KafkaStreams;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests the live view over HTTP, without a stream. */
@Tag("timed")
@Timeout(120)
class LiveViewHttpIT {

    private static final int CLIENTS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(4);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final PrometheusMeterRegistry registry = PrometheusMetrics.registry();
    private final LiveView.Limits limits = new LiveView.Limits(1000, 64 << 20, CLIENTS, PATIENCE);
    private final LiveBuffer buffer = new LiveBuffer(limits);
    private final ComparedBuffer compared = new ComparedBuffer(limits);
    private final AtomicReference<List<ExplainerIdentity>> candidates = new AtomicReference<>(List.of());
    private LiveView view;
    private StatusServer server;

    @BeforeEach
    void start() throws IOException {
        StreamerMetrics metrics = new StreamerMetrics(registry, List.of(), Clock.systemUTC());
        view = new LiveView(
                buffer,
                new LiveView.CandidateSource(compared, candidates::get),
                limits,
                new RequestReader(),
                new EventJson(new ExplanationReader(null), ImageLimits.usual()),
                new ServedExplainers(List.of()),
                metrics::totals,
                List::of,
                new LiveView.Allowed(false, false),
                Optional.empty(),
                Optional.empty(),
                registry);
        server = new StatusServer(
                "127.0.0.1",
                0,
                new AllowedHosts(List.of("localhost", "127.0.0.1", "[::1]")),
                registry::scrape,
                () -> Health.of(KafkaStreams.State.RUNNING),
                view.paths());
    }

    @AfterEach
    void stop() {
        server.close();
        view.close();
    }

    @Test
    void servesThePageAndItsFilesAndNothingElse() throws Exception {
        assertThat(get("/live/").body()).startsWith("<!doctype html>");
        assertThat(get("/live/live.css").headers().firstValue("Content-Type")).hasValue("text/css; charset=utf-8");
        assertThat(get("/live/main.js").headers().firstValue("Content-Type"))
                .hasValue("text/javascript; charset=utf-8");
        assertThat(get("/live").statusCode()).isEqualTo(308);
        assertThat(get("/live").headers().firstValue("Location")).hasValue("live/");
        assertThat(get("/").statusCode()).isEqualTo(302);
        assertThat(get("/").headers().firstValue("Location")).hasValue("live/");
        assertThat(send("POST", "/", "").statusCode()).isEqualTo(405);
        for (String path : List.of("/live/none.js", "/live/LiveView.class", "/lively", "/live/../metrics")) {
            assertThat(get(path).statusCode()).as(path).isEqualTo(404);
        }
        assertThat(get("/live/%2e%2e/logback.xml").statusCode()).isEqualTo(400);
        assertThat(send("DELETE", "/live/", "").statusCode()).isEqualTo(405);
    }

    @Test
    void allowsNoScriptButItsOwn() throws Exception {
        for (String path : List.of("/live/", "/live/record?id=none", "/live/none")) {
            HttpResponse<String> answer = get(path);
            assertThat(answer.headers().firstValue("Content-Security-Policy").orElse(""))
                    .contains("default-src 'none'", "script-src 'self'", "require-trusted-types-for 'script'")
                    .doesNotContain("unsafe");
            assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        }
    }

    @Test
    void refusesAForeignHostThatWasMadeToLeadHere() throws Exception {
        for (Map.Entry<String, String> host : Map.of(
                        "evil.example:9464", "403", "localhost:9464", "200", "[::1]:9464", "200", "127.0.0.1", "200")
                .entrySet()) {
            try (Socket socket = connect()) {
                write(socket, "GET /live/ HTTP/1.1\r\nHost: " + host.getKey() + "\r\nConnection: close\r\n\r\n");
                assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                        .as(host.getKey())
                        .startsWith("HTTP/1.1 " + host.getValue());
            }
        }
    }

    @Test
    void showsEachKindWithItsOriginalAndItsWeights() throws Exception {
        buffer.offer(LiveRecords.molecule(0, "m1"));
        buffer.offer(LiveRecords.review(1, "r1", "\ud83d\ude42 <script>"));
        buffer.offer(LiveRecords.image(2, "i1"));
        buffer.offer(LiveRecords.refused(3, "<i>no JSON"));
        try (Events events = events("")) {
            assertThat(events.next("hello").get("publishes").asBoolean()).isFalse();
            JsonNode molecule = events.next("record");
            assertThat(molecule.get("kind").asText()).isEqualTo("molecule");
            assertThat(molecule.get("id").asText()).isEqualTo("m1");
            assertThat(molecule.get("explainer").get("version").asInt()).isEqualTo(3);
            assertThat(molecule.get("prediction").get("value").floatValue()).isEqualTo(1.07f);
            assertThat(molecule.get("maskedPrediction").isNull()).isTrue();
            assertThat(molecule.get("area").asDouble()).isEqualTo(0.4167);
            assertThat(molecule.get("text").asText()).isEqualTo(" CCO");
            assertThat(molecule.get("spans")).hasToString("[[1,2,0.0,0],[2,3,0.25,1],[3,4,1.0,2]]");
            assertThat(molecule.get("structure").asText()).startsWith("<svg").contains("data-atom='2'");
            JsonNode review = events.next("record");
            assertThat(review.get("text").asText()).isEqualTo("\ud83d\ude42 <script>");
            assertThat(review.get("maskedPrediction").get("classes")).hasSize(2);
            JsonNode image = events.next("record");
            assertThat(image.get("image").get("source").asText()).startsWith("data:image/png;base64,");
            assertThat(image.get("mask")).hasToString("{\"width\":2,\"height\":1,\"weights\":[0.125,0.875]}");
            JsonNode refused = events.next("record");
            assertThat(refused.get("outcome").asText()).isEqualTo("dead_letter");
            assertThat(refused.get("reason").asText()).isEqualTo("unreadable");
            assertThat(refused.get("value").asText()).isEqualTo("<i>no JSON");
            assertThat(refused.get("id").isNull()).isTrue();
            assertThat(events.next("figures").get("explained").asDouble()).isZero();
        }
    }

    @Test
    void tellsAPageWhatACandidateMadeOfARecordThatItShows() throws Exception {
        LiveRecord shown = LiveRecords.molecule(0, "m0");
        buffer.offer(shown);
        buffer.offer(LiveRecords.review(1, "r1", "x"));
        try (Events events = events("?kind=molecule")) {
            assertThat(events.next("hello").get("candidates")).isEmpty();
            JsonNode record = events.next("record");
            assertThat(record.has("candidate")).isFalse();

            candidates.set(List.of(new ExplainerIdentity("esol", 4, "ef".repeat(32), "cd".repeat(32))));
            assertThat(events.next("candidates").get(0).get("version").asInt()).isEqualTo(4);
            compared.compared(
                    List.of(LiveRecords.compared(LiveRecords.review(1, "r1", "x")), LiveRecords.compared(shown)));

            JsonNode told = events.next("candidate");
            assertThat(told.get("origin")).isEqualTo(record.get("origin"));
            assertThat(told.get("sequence")).isEqualTo(record.get("sequence"));
            assertThat(told.get("candidate").get("spans")).isEqualTo(record.get("spans"));
            JsonNode found = JSON.readTree(get("/live/record?id=m0").body());
            assertThat(found.get("candidate")).isEqualTo(told.get("candidate"));
            assertThat(JSON.readTree(get("/live/records?kind=review").body())
                            .get("records")
                            .get(0)
                            .has("candidate"))
                    .isTrue();
        }
        try (Events events = events("?kind=molecule")) {
            JsonNode listed = events.next("hello").get("candidates");
            assertThat(listed)
                    .hasToString("[{\"name\":\"esol\",\"version\":4,\"digest\":\"" + "ef".repeat(32) + "\"}]");
            assertThat(events.next("record")
                            .get("candidate")
                            .get("explainer")
                            .get("version")
                            .asInt())
                    .isEqualTo(4);
        }
    }

    @Test
    void filtersByKindExplainerAndOutcome() throws Exception {
        buffer.offer(LiveRecords.molecule(0, "m1"));
        buffer.offer(LiveRecords.review(1, "r1", "x"));
        buffer.offer(LiveRecords.refused(2, "{"));
        buffer.offer(LiveRecords.refused(3, "{\"id\":\"asked\",\"explainer\":\"imdb\",\"text\":\"\"}"));
        buffer.offer(LiveRecords.image(4, "i1"));
        assertThat(offsets("?kind=review", 2)).containsExactly(1, 3);
        assertThat(offsets("?outcome=dead_letter", 2)).containsExactly(2, 3);
        assertThat(offsets("?explainer=imdb", 2)).containsExactly(1, 3);
        assertThat(offsets("?explainer=imdb&outcome=explained&kind=", 1)).containsExactly(1);
        assertThat(get("/live/events?kind=song").statusCode()).isEqualTo(400);
    }

    @Test
    void aBrowserThatComesBackGetsWhatIsNewToIt() throws Exception {
        buffer.offer(LiveRecords.molecule(0, "m0"));
        String last;
        try (Events events = events("")) {
            last = events.next("record").get("sequence").asText();
        }
        buffer.offer(LiveRecords.molecule(1, "m1"));
        try (Events events = events("", last)) {
            assertThat(events.next("record").get("id").asText()).isEqualTo("m1");
        }
    }

    @Test
    void opensTheLastRecordOfAnId() throws Exception {
        buffer.offer(LiveRecords.review(0, "twice", "first"));
        buffer.offer(LiveRecords.review(1, "twice", "second"));
        buffer.offer(LiveRecords.molecule(2, "m & m?"));
        assertThat(JSON.readTree(get("/live/record?id=twice").body())
                        .get("text")
                        .asText())
                .isEqualTo("second");
        assertThat(JSON.readTree(get("/live/record?id=m+%26+m%3F").body())
                        .get("origin")
                        .asText())
                .isEqualTo("explanation-requests-0@2");
        assertThat(JSON.readTree(get("/live/record?origin=explanation-requests-0@0")
                                .body())
                        .get("text")
                        .asText())
                .isEqualTo("first");
        assertThat(get("/live/record?id=none").statusCode()).isEqualTo(404);
    }

    @Test
    void findsWhatIsKeptInTheOrderThatIsAskedFor() throws Exception {
        buffer.offer(LiveRecords.molecule(0, "m0"));
        buffer.offer(LiveRecords.review(1, "r1", "A Wonderful film"));
        buffer.offer(LiveRecords.refused(2, "no wonderful JSON"));
        buffer.offer(LiveRecords.image(3, "wonderful"));
        assertThat(found("")).containsExactly(3, 2, 1, 0);
        assertThat(found("text=WONDERFUL")).containsExactly(3, 1);
        assertThat(found("text=no+JSON")).containsExactly(2);
        assertThat(found("sort=confidence"))
                .as("none for a value and a dead letter")
                .containsExactly(1, 3, 2, 0);
        assertThat(found("sort=agreement")).containsExactly(1, 3, 2, 0);
        assertThat(found("sort=smallest")).containsExactly(0, 3, 1, 2);
        assertThat(found("sort=largest&outcome=explained")).containsExactly(3, 1, 0);
        assertThat(found("kind=review")).containsExactly(1);
        assertThat(found("skip=3")).containsExactly(0);
        long second = JSON.readTree(get("/live/records").body())
                .get("records")
                .get(1)
                .get("sequence")
                .asLong();
        assertThat(found("before=" + second)).containsExactly(1, 0);
        for (String bad : List.of("sort=beauty", "skip=x", "kind=song", "text=" + "x".repeat(201))) {
            assertThat(get("/live/records?" + bad).statusCode()).as(bad).isEqualTo(400);
        }
    }

    private List<Integer> found(String query) throws Exception {
        JsonNode answer = JSON.readTree(get("/live/records?" + query).body());
        assertThat(answer.get("more").asBoolean()).isFalse();
        assertThat(answer.get("kept").asInt()).isEqualTo(4);
        List<Integer> offsets = new ArrayList<>();
        answer.get("records").forEach(record -> offsets.add(offset(record)));
        return offsets;
    }

    private static Integer offset(JsonNode record) {
        String origin = record.get("origin").asText();
        return Integer.valueOf(origin.substring(origin.indexOf('@') + 1));
    }

    @Test
    void takesNoMorePagesThanItMay() throws Exception {
        try (Events first = events("");
                Events second = events("");
                Events third = events("")) {
            first.next("hello");
            second.next("hello");
            third.next("hello");
            assertThat(get("/live/events").statusCode()).isEqualTo(503);
            assertThat(pages()).isEqualTo(CLIENTS);
        }
    }

    /** A browser that reloads the page closes its connection, and asks again within milliseconds. */
    @Test
    void aPageThatWasClosedDoesNotCount() throws Exception {
        for (int i = 0; i < 3 * CLIENTS; i++) {
            try (Socket page = connect()) {
                write(page, "GET /live/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
                String status = "HTTP/1.1 200";
                assertThat(new String(page.getInputStream().readNBytes(status.length()), StandardCharsets.UTF_8))
                        .isEqualTo(status);
            }
        }
    }

    @Test
    void aPageThatComesAnewWithAnotherFilterCountsOnce() throws Exception {
        for (int i = 0; i < 3 * CLIENTS; i++) {
            try (Events events = events("?page=one&outcome=explained")) {
                events.next("hello");
            }
        }
    }

    /**
     * The stream's thread passes records on, one browser reads none of them, and another one still sees all of them.
     */
    @Test
    void aBrowserThatReadsNothingSlowsNobody() throws Exception {
        // Some megabytes, to fill the kernel's buffers for a connection.
        String large = "x".repeat(100_000);
        try (Socket silent = connect();
                Events reading = events("")) {
            write(silent, "GET /live/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
            reading.next("hello");
            CompletableFuture<JsonNode> seen = CompletableFuture.supplyAsync(() -> reading.record("the end"));
            await("both pages are counted").until(() -> pages() == 2);
            long longestNanos = 0;
            int offset = 0;
            long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (pages() == 2 && System.nanoTime() < end) {
                for (int i = 0; i < 50; i++) {
                    LiveRecord record = LiveRecords.review(offset++, large, "x");
                    long start = System.nanoTime();
                    buffer.offer(record);
                    longestNanos = Math.max(longestNanos, System.nanoTime() - start);
                }
                Thread.sleep(20);
            }
            assertThat(pages())
                    .as("the connection of the browser that does not read is closed")
                    .isEqualTo(1);
            assertThat(registry.get("maskstream.live.skipped")
                            .tag("reason", "too_many")
                            .counter()
                            .count())
                    .isPositive();
            // Excludes waiting for a socket, which would take seconds; the rest is the scheduler of a busy machine.
            assertThat(Duration.ofNanos(longestNanos)).isLessThan(Duration.ofMillis(500));
            buffer.offer(LiveRecords.molecule(offset, "the end"));
            assertThat(seen.get(20, TimeUnit.SECONDS).get("kind").asText()).isEqualTo("molecule");
        }
    }

    private double pages() {
        return registry.get("maskstream.live.clients").gauge().value();
    }

    @Test
    void publishesNothingUnlessThatIsAllowed() throws Exception {
        HttpResponse<String> answer = send("POST", "/live/requests", "{\"id\":\"m\",\"smiles\":\"C\"}");
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("live.view.publish");
        assertThat(send("POST", "/live/replay", "{}").body()).contains("live.view.replay");
        for (String question : List.of("masked", "occlusion", "class", "explain")) {
            HttpResponse<String> refused = send("POST", "/live/" + question, "{}");
            assertThat(refused.statusCode()).as(question).isEqualTo(403);
            assertThat(refused.body()).contains("live.view.explore");
        }
    }

    @Test
    void givesTheRawValueOfARecord() throws Exception {
        buffer.offer(LiveRecords.refused(2, "no JSON <script>"));
        HttpResponse<String> raw = get("/live/raw?origin=explanation-requests-0@2");
        assertThat(raw.body()).isEqualTo("no JSON <script>");
        assertThat(raw.headers().firstValue("Content-Type")).hasValue("application/octet-stream");
        assertThat(raw.headers().firstValue("Content-Disposition").orElse("")).startsWith("attachment");
        assertThat(get("/live/raw?origin=explanation-requests-0@3").statusCode())
                .isEqualTo(404);
        assertThat(get("/live/raw?origin=x").statusCode()).isEqualTo(404);
    }

    private List<Integer> offsets(String query, int count) throws Exception {
        try (Events events = events(query + "&page=filter")) {
            return IntStream.range(0, count)
                    .mapToObj(i -> offset(events.next("record")))
                    .toList();
        }
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send("GET", path, "");
    }

    private HttpResponse<String> send(String method, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .header("Content-Type", "application/json")
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private Socket connect() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), server.port());
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    private Events events(String query) throws Exception {
        return events(query, "");
    }

    private Events events(String query, String last) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.port() + "/live/events" + query))
                .header("Last-Event-ID", last)
                .build();
        return new Events(http.send(request, HttpResponse.BodyHandlers.ofInputStream()));
    }

    /** Server-sent events, as a browser reads them. */
    private static final class Events implements AutoCloseable {

        private final InputStream stream;
        private final Scanner messages;

        Events(HttpResponse<InputStream> answer) {
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/event-stream");
            this.stream = answer.body();
            this.messages = new Scanner(stream, StandardCharsets.UTF_8).useDelimiter("\n\n");
        }

        /** Waits for the next event with a name, and returns its data. */
        JsonNode next(String name) {
            while (true) {
                Map<String, String> fields = messages.next()
                        .lines()
                        .filter(line -> line.indexOf(": ") > 0)
                        .collect(Collectors.toMap(
                                line -> line.substring(0, line.indexOf(": ")),
                                line -> line.substring(line.indexOf(": ") + 2)));
                if (name.equals(fields.get("event"))) {
                    try {
                        return JSON.readTree(fields.get("data"));
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                }
            }
        }

        /** Waits for the record with an id. */
        JsonNode record(String id) {
            JsonNode record = next("record");
            while (!record.get("id").asText().equals(id)) {
                record = next("record");
            }
            return record;
        }

        @Override
        public void close() throws IOException {
            stream.close();
        }
    }
}
