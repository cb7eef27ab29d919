package io.maskstream.streamer.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.kafka.streams.KafkaStreams.State;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatusServerTest {

    private static final AllowedHosts HOSTS = new AllowedHosts(List.of("localhost", "127.0.0.1", "[::1]"));

    private final HttpClient client = HttpClient.newHttpClient();
    private final AtomicReference<State> state = new AtomicReference<>(State.RUNNING);
    private Supplier<Health> health = () -> Health.of(state.get());
    private StatusServer server;

    @BeforeEach
    void start() throws IOException {
        server = server(type -> type.startsWith("text/plain;") ? "a_metric 1.0\n" : "a_metric 1.0\n# EOF\n", Map.of());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void servesMetricsAsPrometheusReadsThem() throws Exception {
        HttpResponse<String> answer = send("GET", "/metrics");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("a_metric 1.0\n");
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/plain; version=0.0.4; charset=utf-8");
    }

    @Test
    void servesThemAsOpenMetricsToWhomeverAsksForThat() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/metrics"))
                .header("Accept", "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3")
                .build();
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.body()).isEqualTo("a_metric 1.0\n# EOF\n");
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValue("application/openmetrics-text; version=1.0.0; charset=utf-8");
    }

    @ParameterizedTest
    @CsvSource({
        "CREATED, 200, 503",
        "REBALANCING, 200, 503",
        "RUNNING, 200, 200",
        "PENDING_SHUTDOWN, 503, 503",
        "NOT_RUNNING, 503, 503",
        "PENDING_ERROR, 503, 503",
        "ERROR, 503, 503"
    })
    void isLiveUntilItStopsAndReadyWhileItRuns(State current, int live, int ready) throws Exception {
        state.set(current);
        assertThat(send("GET", "/health/live").statusCode()).isEqualTo(live);
        HttpResponse<String> answer = send("GET", "/health/ready");
        assertThat(answer.statusCode()).isEqualTo(ready);
        assertThat(answer.body())
                .isEqualTo("{\"status\":\"" + (ready == 200 ? "UP" : "DOWN") + "\",\"stream\":\"" + current + "\"}\n");
    }

    @Test
    void answersHeadWithoutABody() throws Exception {
        HttpResponse<String> answer = send("HEAD", "/metrics");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void refusesOtherMethodsAndPaths() throws Exception {
        assertThat(send("POST", "/metrics").statusCode()).isEqualTo(405);
        assertThat(send("GET", "/metrics/more").statusCode()).isEqualTo(404);
        assertThat(send("GET", "/").body()).contains("/metrics", "/health/live", "/health/ready");
    }

    @Test
    void saysWhyItIsDownWhereTheStateDoesNot() throws Exception {
        health = () -> Health.of(State.RUNNING).down("The \"follower\" has ended.");
        HttpResponse<String> answer = send("GET", "/health/live");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body())
                .isEqualTo("{\"status\":\"DOWN\",\"stream\":\"RUNNING\","
                        + "\"reason\":\"The \\\"follower\\\" has ended.\"}\n");
    }

    @Test
    void saysNothingOfItselfNorOfWhatWentWrong() throws Exception {
        try (StatusServer failing = server(
                type -> {
                    throw new IllegalStateException("a secret");
                },
                Map.of("/other", exchange -> {
                    throw new IllegalStateException("another");
                }))) {
            for (String path : List.of("/metrics", "/other")) {
                HttpResponse<String> answer = send(failing, "GET", path);
                assertThat(answer.statusCode()).isEqualTo(500);
                assertThat(answer.body()).isEqualTo("500 Server Error\n");
                assertThat(answer.headers().map()).doesNotContainKey("server");
                assertThat(answer.headers().firstValue("X-Content-Type-Options"))
                        .hasValue("nosniff");
            }
        }
    }

    @Test
    void othersAnswerTheirPathAndBelow() throws Exception {
        try (StatusServer more =
                server(type -> "", Map.of("/other", exchange -> exchange.send(202, "text/plain", exchange.path())))) {
            assertThat(send(more, "GET", "/other").statusCode()).isEqualTo(202);
            assertThat(send(more, "GET", "/other/x").body()).isEqualTo("/other/x");
            assertThat(send(more, "GET", "/others").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void stopsAtOnce() throws IOException {
        StatusServer stopped = server(type -> "", Map.of());
        try (Socket idle = new Socket(InetAddress.getLoopbackAddress(), stopped.port())) {
            idle.setSoTimeout(10_000);
            idle.getOutputStream().write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            assertThat(idle.getInputStream().read()).isEqualTo('H');
            long start = System.nanoTime();
            stopped.close();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
            assertThat(new String(idle.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .contains("404");
        }
    }

    @Test
    void refusesAPortThatIsTaken() {
        assertThatThrownBy(() -> new StatusServer("127.0.0.1", server.port(), HOSTS, type -> "", health, Map.of()))
                .isInstanceOf(BindException.class);
    }

    private StatusServer server(UnaryOperator<String> metrics, Map<String, ExchangeHandler> others) throws IOException {
        return new StatusServer("127.0.0.1", 0, HOSTS, metrics, () -> health.get(), others);
    }

    private HttpResponse<String> send(String method, String path) throws Exception {
        return send(server, method, path);
    }

    private HttpResponse<String> send(StatusServer to, String method, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + to.port() + path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
