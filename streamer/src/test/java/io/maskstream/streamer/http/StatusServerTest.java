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
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.streams.KafkaStreams.State;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatusServerTest {

    private final HttpClient client = HttpClient.newHttpClient();
    private final AtomicReference<State> state = new AtomicReference<>(State.RUNNING);
    private StatusServer server;

    @BeforeEach
    void start() throws IOException {
        server = new StatusServer("127.0.0.1", 0, () -> "a_metric 1.0\n", state::get, Map.of());
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
    void givesUpAClientThatDoesNotSendTheRestOfItsRequest() throws Exception {
        try (StatusServer impatient =
                        new StatusServer("127.0.0.1", 0, () -> "", state::get, Map.of(), Duration.ofMillis(300));
                Socket slow = new Socket(InetAddress.getLoopbackAddress(), impatient.port())) {
            slow.setSoTimeout(10_000);
            slow.getOutputStream().write("GET /metrics HT".getBytes(StandardCharsets.UTF_8));
            assertThat(slow.getInputStream().read()).as("the connection ends").isEqualTo(-1);
        }
    }

    @Test
    void othersAnswerBelowTheirPath() throws Exception {
        try (StatusServer more = new StatusServer("127.0.0.1", 0, () -> "", state::get, Map.of("/other", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        }))) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + more.port() + "/other/x"))
                    .build();
            assertThat(client.send(request, HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(204);
        }
    }

    @Test
    void refusesAPortThatIsTaken() {
        assertThatThrownBy(() -> new StatusServer("127.0.0.1", server.port(), () -> "", state::get, Map.of()))
                .isInstanceOf(BindException.class);
    }

    private HttpResponse<String> send(String method, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
