package io.maskstream.streamer.http;

import static io.maskstream.streamer.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.kafka.streams.KafkaStreams.State;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Hostile and careless clients. In all cases, health and metrics keep answering, and resources are released.
 */
@Tag("timed")
@Timeout(120)
class HostileHttpIT {

    private static final int LARGEST_BODY = 1 << 20;
    private static final String BIG_METRICS = "a_metric{of=\"many\"} 1.0\n".repeat(100_000);
    private static final Duration SHORT = Duration.ofMillis(1000);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Very short limits, so that tests see them expire, with the default numbers of connections. */
    private static final Connections.Limits IMPATIENT = new Connections.Limits(
            new Connections.Limit(256, SHORT), new Connections.Limit(8, SHORT), new Connections.Limit(64, SHORT));

    private final List<Socket> hostile = new ArrayList<>();
    private final List<EventStream> streams = new CopyOnWriteArrayList<>();
    private final AtomicInteger streamsGone = new AtomicInteger();
    private volatile String metrics = "a_metric 1.0\n";
    private StatusServer server;
    private Duration quick;

    @BeforeEach
    void start() throws IOException {
        server = new StatusServer(
                "127.0.0.1",
                0,
                new AllowedHosts(List.of("localhost", "127.0.0.1", "[::1]")),
                type -> metrics,
                () -> Health.of(State.RUNNING),
                Map.of("/live", this::live),
                IMPATIENT);
        ask("/health/live");
        long start = System.nanoTime();
        ask("/health/live");
        // One second, or more if even an idle server is slow.
        quick = Duration.ofMillis(1000).plus(Duration.ofNanos(20 * (System.nanoTime() - start)));
    }

    /** Reads bodies and sends events, like the live view. */
    private void live(Exchange exchange) {
        if (exchange.path().equals("/live/events")) {
            EventStream stream = exchange.events(64, SHORT, streamsGone::incrementAndGet);
            stream.start();
            streams.add(stream);
        } else if (exchange.path().equals("/live/requests")) {
            exchange.read(
                    LARGEST_BODY,
                    body -> exchange.send(
                            body.isPresent() ? 202 : 413,
                            "text/plain",
                            body.map(bytes -> Integer.toString(bytes.length)).orElse("too large")));
        } else {
            exchange.send(200, "text/plain", "the page");
        }
    }

    /** Afterwards everything works, and no resources are leaked. */
    @AfterEach
    void nothingIsLeft() throws Exception {
        try {
            await("connections are closed").atMost(PATIENCE).until(() -> server.connections() == 0);
            assertAnswers();
            assertThat(exchange(post("Content-Length: 2\r\n", "{}")))
                    .startsWith("HTTP/1.1 202")
                    .endsWith("\r\n\r\n2");
            assertThat(threads()).hasSizeLessThanOrEqualTo(10);
        } finally {
            streams.forEach(EventStream::end);
            server.close();
            for (Socket socket : hostile) {
                socket.close();
            }
        }
        await("threads have ended").atMost(PATIENCE).until(() -> threads().isEmpty());
        assertThat(streamsGone).hasValue(streams.size());
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .filter(name -> name.matches("maskstream-(http|live|metrics).*"))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 500, 2000})
    void halfOfARequest(int count) throws Exception {
        for (int i = 0; i < count; i++) {
            send(connect(), "GET /metrics HTTP/1.1\r\nHost: loc");
            if (i % 50 == 0) {
                assertAnswers();
            }
        }
        assertAnswers();
        if (count > 256) {
            assertThat(hostile.get(0).getInputStream().read())
                    .as("the one that has waited longest is closed")
                    .isEqualTo(-1);
            assertThat(server.connections()).isLessThanOrEqualTo(256 + 8 + 64);
        }
    }

    @Test
    void connectionsWithoutAWord() throws Exception {
        for (int i = 0; i < 500; i++) {
            connect();
        }
        assertAnswers();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/live/requests", "/metrics", "/health/live", "/live/", "/nowhere"})
    void bodiesThatDoNotCome(String path) throws Exception {
        for (int i = 0; i < 40; i++) {
            send(connect(), "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n{\"id\"");
        }
        assertAnswers();
    }

    @Test
    void aBodyThatNeverEnds() throws Exception {
        Socket socket = connect();
        send(socket, "POST /live/requests HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");
        assertEndsWithin(socket, SHORT, "1\r\n{\r\n");
    }

    @Test
    void aHeaderThatNeverEnds() throws Exception {
        Socket socket = connect();
        send(socket, "GET /metrics HTTP/1.1\r\nHost: localhost\r\n");
        assertEndsWithin(socket, SHORT, "x");
    }

    @Test
    void headersThatComeByTheByteOverHundredsOfConnections() throws Exception {
        for (int i = 0; i < 300; i++) {
            send(connect(), "GET /metrics HTTP/1.1\r\nX: ");
        }
        long end = System.nanoTime() + SHORT.multipliedBy(3).toNanos();
        while (System.nanoTime() < end) {
            for (Socket socket : hostile) {
                try {
                    send(socket, "x");
                } catch (SocketException e) {
                    // Closed as expected.
                }
            }
            assertAnswers();
        }
    }

    @Test
    void metricsThatNobodyReads() throws Exception {
        metrics = BIG_METRICS;
        for (int i = 0; i < 200; i++) {
            send(connect(), "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n");
        }
        assertAnswers();
        metrics = "a_metric 1.0\n";
    }

    @Test
    void eventsThatNobodyReads() throws Exception {
        for (int i = 0; i < 20; i++) {
            send(connect(), "GET /live/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
        }
        await("they are open").atMost(PATIENCE).until(() -> streams.size() == 20);
        String event = "data: " + "x".repeat(1 << 20) + "\n\n";
        for (EventStream stream : streams) {
            int taken = 0;
            while (taken < 1000 && stream.offer(event)) {
                taken++;
            }
            assertThat(taken).as("the backlog for one client is bounded").isLessThan(1000);
            assertThat(stream.hasRoom()).isFalse();
        }
        assertAnswers();
        await("each is given up").atMost(PATIENCE).until(() -> streamsGone.get() == 20);
    }

    @Test
    void aThousandAnswersAskedForAndNotRead() throws Exception {
        String many = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(1000);
        for (int i = 0; i < 50; i++) {
            send(connect(), many);
        }
        assertAnswers();
    }

    @Test
    void clientsThatNeverStopAsking() throws Exception {
        String many = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(50);
        AtomicBoolean stop = new AtomicBoolean();
        List<Thread> clients = Stream.generate(() -> new Thread(() -> {
                    while (!stop.get()) {
                        askWithoutEnd(many, stop);
                    }
                }))
                .limit(16)
                .toList();
        clients.forEach(Thread::start);
        for (int i = 0; i < 20; i++) {
            assertAnswers();
        }
        stop.set(true);
        for (Thread client : clients) {
            client.join();
        }
    }

    private void askWithoutEnd(String many, AtomicBoolean stop) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            byte[] read = new byte[1 << 16];
            while (!stop.get()) {
                send(socket, many);
                if (socket.getInputStream().read(read) < 0) {
                    return;
                }
            }
        } catch (IOException e) {
            // The server may close the connection.
        }
    }

    @Test
    void aHeaderOfAMegabyte() throws Exception {
        for (String header : List.of("X: " + "x".repeat(1 << 20), "X: y\r\n".repeat(100_000))) {
            assertThat(exchange("GET /metrics HTTP/1.1\r\nHost: localhost\r\n" + header + "\r\n\r\n"))
                    .satisfiesAnyOf(answer -> assertThat(answer).isEmpty(), answer -> assertThat(answer)
                            .startsWith("HTTP/1.1 431")
                            .endsWith("\r\n\r\n431 " + "Request Header Fields Too Large\n"));
        }
        assertThat(exchange("GET /" + "x".repeat(1 << 20) + " HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                .matches("(?s)(HTTP/1.1 414.*)?");
        assertAnswers();
    }

    @Test
    void aBodyOverTheLimit() throws Exception {
        String large = "x".repeat(LARGEST_BODY + 1);
        assertThat(exchange(post("Content-Length: " + LARGEST_BODY + "\r\n", large.substring(1))))
                .startsWith("HTTP/1.1 202")
                .endsWith("\r\n\r\n" + LARGEST_BODY);
        assertThat(exchange(post("Content-Length: " + large.length() + "\r\n", large)))
                .startsWith("HTTP/1.1 413");
        assertThat(exchange(post(
                        "Transfer-Encoding: chunked\r\n",
                        Integer.toHexString(large.length()) + "\r\n" + large + "\r\n0\r\n\r\n")))
                .startsWith("HTTP/1.1 413");
        // The body is not read to its end, which may not exist.
        Socket endless = connect();
        send(endless, post("Transfer-Encoding: chunked\r\n", ""));
        String chunk = "10000\r\n" + "x".repeat(1 << 16) + "\r\n";
        assertEndsWithin(endless, SHORT, chunk);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "localhost | 200",
                "localhost:9464 | 200",
                "LocalHost.:80 | 200",
                "127.0.0.1:9464 | 200",
                "[::1] | 200",
                "[0:0:0:0:0:0:0:1]:9464 | 200",
                "evil.example | 403",
                "evil.example:9464 | 403",
                "localhost.evil.example | 403",
                "evil.localhost | 403",
                "127.0.0.1.nip.io | 403",
                "10.1.2.3 | 403",
                "0.0.0.0 | 403",
                "[::2] | 403",
                "localhost.. | 403",
                "localhost:80:80 | 400",
                "localhost@evil.example | 400",
                "localhost/evil.example | 400",
                "localhost, evil.example | 400",
                "'' | 400"
            })
    void isAskedUnderItsOwnNamesAlone(String host, int status) throws Exception {
        for (String path : List.of("/metrics", "/live/")) {
            assertThat(exchange("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n"))
                    .satisfiesAnyOf(
                            answer -> assertThat(answer).startsWith("HTTP/1.1 " + status),
                            answer -> assertThat(answer).startsWith("HTTP/1.1 " + (status == 400 ? 403 : status)));
        }
        String nowhere = exchange("GET /x HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
        assertThat(nowhere).matches("(?s)HTTP/1.1 40[034].*");
        if (status == 403) {
            assertThat(nowhere).startsWith("HTTP/1.1 403");
            // A probe does not know the allowed host names.
            assertThat(exchange("GET /health/live HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void aHostIsNeitherMissingNorDoubleNorAnotherThanThatOfTheTarget() throws Exception {
        assertThat(exchange("GET /metrics HTTP/1.0\r\n\r\n")).startsWith("HTTP/1.1 403");
        assertThat(exchange("GET /health/live HTTP/1.0\r\n\r\n")).startsWith("HTTP/1.1 200");
        assertThat(exchange("GET /metrics HTTP/1.1\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 400");
        assertThat(exchange("GET /metrics HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n"))
                .startsWith("HTTP/1.1 400");
        assertThat(exchange("GET http://localhost/metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200");
        for (String target : List.of(
                "http://evil.example/metrics", "http://localhost@evil.example/metrics", "//evil.example/metrics")) {
            assertThat(exchange("GET " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                    .matches("(?s)HTTP/1.1 40[034].*");
            assertThat(exchange("GET " + target + " HTTP/1.0\r\nHost: localhost\r\n\r\n"))
                    .matches("(?s)HTTP/1.1 40[034].*");
        }
        assertThat(exchange("GET http://localhost/metrics HTTP/1.1\r\nHost: evil.example\r\n\r\n"))
                .matches("(?s)HTTP/1.1 40[03].*");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Origin: http://localhost:9464 | 202",
                "Origin: http://LOCALHOST:9464 | 202",
                "Sec-Fetch-Site: same-origin | 202",
                "Sec-Fetch-Site: none | 202",
                "Accept: */* | 202",
                "Origin: http://evil.example | 403",
                "Origin: http://localhost:8080 | 403",
                "Origin: http://localhost | 403",
                "Origin: http://127.0.0.1:9464 | 403",
                "Origin: http://localhost:9464.evil.example | 403",
                "Origin: null | 403",
                "Origin: file:// | 403",
                "Origin: http://localhost:9464 http://evil.example | 403",
                "Sec-Fetch-Site: cross-site | 403",
                "Sec-Fetch-Site: same-site | 403",
                "Sec-Fetch-Site: unheard-of | 403"
            })
    void aForeignPagePublishesNothing(String header, int status) throws Exception {
        assertThat(exchange("POST /live/requests HTTP/1.1\r\nHost: localhost:9464\r\nContent-Length: 2\r\n"
                        + "Content-Type: application/json\r\nConnection: close\r\n" + header + "\r\n\r\n{}"))
                .startsWith("HTTP/1.1 " + status);
    }

    @Test
    void aForeignPageMayLinkHereButLoadNothing() throws Exception {
        String get = "GET /live/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nSec-Fetch-Site: cross-site\r\n";
        assertThat(exchange(get + "Sec-Fetch-Mode: navigate\r\n\r\n")).startsWith("HTTP/1.1 200");
        assertThat(exchange(get + "Sec-Fetch-Mode: cors\r\n\r\n")).startsWith("HTTP/1.1 403");
        assertThat(exchange(get + "Sec-Fetch-Mode: no-cors\r\n\r\n")).startsWith("HTTP/1.1 403");
    }

    /** If two servers in a row disagree about the end of a request, one of them takes the rest for another request. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 2\r\nContent-Length: 40\r\n",
                "Content-Length: 2, 40\r\n",
                "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n",
                "Transfer-Encoding: chunked\r\nContent-Length: 2\r\n",
                "Transfer-Encoding: chunked, identity\r\n",
                "Transfer-Encoding: xchunked\r\n",
                "Transfer-Encoding : chunked\r\n",
                "Content-Length: +2\r\n",
                "Content-Length: -2\r\n",
                "Content-Length: 99999999999999999999\r\n",
                "X: y\r\n Content-Length: 2\r\n",
                "X: y\nContent-Length: 2\n"
            })
    void refusesARequestWithTwoEnds(String headers) throws Exception {
        String answer = exchange(post(headers, "0\r\n\r\nGET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        assertThat(answer).startsWith("HTTP/1.1 4").doesNotContain("a_metric");
        assertThat(answer.toLowerCase(Locale.ROOT)).doesNotContain("jetty", "<html", "exception");
    }

    @Test
    void whatIsNoHttp() throws Exception {
        for (String rubbish : List.of(
                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                "GET\r\n\r\n",
                "GET /metrics\r\n\r\n",
                "GET /metrics HTTP/9.9\r\nHost: localhost\r\n\r\n",
                "GET /%zz HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /live/%2e%2e/metrics HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "CONNECT localhost:9092 HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "\r\n".repeat(1000))) {
            Socket socket = connect();
            send(socket, rubbish);
            socket.shutdownOutput();
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1)
                            .toLowerCase(Locale.ROOT))
                    .matches("(?s)(http/1.1 [45].*)?")
                    .doesNotContain("jetty", "<html", "exception", "a_metric");
        }
        assertAnswers();
    }

    /** Each request has its own time limit. */
    @Test
    void aKeptConnectionOutlivesItsFirstRequest() throws Exception {
        Socket kept = connect();
        for (int i = 0; i < 5; i++) {
            send(kept, "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n");
            byte[] answer = new byte[4096];
            int length = kept.getInputStream().read(answer);
            assertThat(new String(answer, 0, length, StandardCharsets.ISO_8859_1))
                    .startsWith("HTTP/1.1 200");
            Thread.sleep(2 * SHORT.toMillis() / 5);
        }
    }

    private void assertAnswers() throws IOException {
        for (String path : List.of("/health/live", "/health/ready", "/metrics")) {
            long start = System.nanoTime();
            assertThat(ask(path)).startsWith("HTTP/1.1 200");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).as(path).isLessThan(quick);
        }
    }

    private String ask(String path) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(30_000);
            send(socket, "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private static String post(String headers, String body) {
        return "POST /live/requests HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + headers + "\r\n" + body;
    }

    /** Sends as much as is accepted, and reads to the end; returns an empty text if the connection is reset before. */
    private String exchange(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(30_000);
            try {
                send(socket, request);
                return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            } catch (SocketException e) {
                return "";
            }
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket();
        hostile.add(socket);
        // Otherwise the kernel would buffer some megabytes.
        socket.setReceiveBufferSize(4096);
        socket.setSoTimeout(30_000);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Sends without end, and checks that the connection is closed nevertheless. */
    private static void assertEndsWithin(Socket socket, Duration limit, String more) throws Exception {
        long start = System.nanoTime();
        try {
            while (System.nanoTime() - start < Duration.ofSeconds(30).toNanos()) {
                send(socket, more);
                Thread.sleep(20);
            }
        } catch (SocketException e) {
            // Closed.
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(limit.plusSeconds(5));
    }
}
