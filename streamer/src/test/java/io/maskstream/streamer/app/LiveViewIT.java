package io.maskstream.streamer.app;

import static io.maskstream.streamer.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.maskstream.broker.EmbeddedBroker;
import io.maskstream.streamer.engine.TinyExplainer;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The live view of a streamer on a real broker. */
@ExtendWith(SharedBroker.class)
@Timeout(120)
class LiveViewIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path store;

    @AutoClose
    private static RunningStreamer streamer;

    private static KafkaSide kafka;

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void startStreamer(EmbeddedBroker broker) {
        TinyExplainer.publish(store, "tiny");
        streamer = RunningStreamer.start(
                broker,
                "live",
                store,
                Map.of(
                        "explainers", "tiny",
                        "live.view", "true",
                        "live.view.publish", "true",
                        "live.view.replay", "true",
                        "live.view.records", "100"));
        kafka = streamer.kafka();
        kafka.publish("first", "{\"id\":\"first\",\"smiles\":\"CO\"}");
        kafka.explained("first"); // Now the streamer is ready.
    }

    @Test
    void publishesARequestAndFollowsItHoweverManyPassMeanwhile() throws Exception {
        JsonNode published = published("{\"id\":\"mine\",\"smiles\":\"CCO\"}");
        List<String> others = IntStream.range(0, 300).mapToObj(i -> "o" + i).toList();
        others.forEach(key -> kafka.publish(key, "{\"id\":\"" + key + "\",\"smiles\":\"CC\"}"));
        assertThat(kafka.explained(others)).hasSize(300);
        JsonNode record = followed(published.get("origin").asText());
        assertThat(record.get("id").asText()).isEqualTo("mine");
        assertThat(record.get("outcome").asText()).isEqualTo("explained");
        assertThat(record.get("prediction").get("value").floatValue()).isEqualTo(TinyExplainer.prediction("CCO"));
    }

    @Test
    void followsABadRequestToItsDeadLetter() throws Exception {
        JsonNode record = followed(
                published("{\"id\":\"bad\",\"smiles\":\"C1CC\"}").get("origin").asText());
        assertThat(record.get("outcome").asText()).isEqualTo("dead_letter");
        assertThat(record.get("reason").asText()).isEqualTo("unparsable");
        assertThat(record.get("message").asText()).contains("id 'bad'");
    }

    @Test
    void replaysADeadLetterWithItsKey() throws Exception {
        kafka.publish("the-key", "{\"id\":\"broken\",\"smiles\":\"C1CC\"}");
        JsonNode letter = record("id=broken");
        assertThat(letter.get("key").asText()).isEqualTo("the-key");
        HttpResponse<String> answer =
                post("/live/replay", "application/json", "{\"origin\":" + letter.get("origin") + "}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        JsonNode again = followed(JSON.readTree(answer.body()).get("origin").asText());
        assertThat(again.get("key").asText()).isEqualTo("the-key");
        assertThat(again.get("reason").asText()).isEqualTo("unparsable");
        assertThat(again.get("origin")).isNotEqualTo(letter.get("origin"));
        assertThat(post("/live/replay", "application/json", "{\"origin\":\"none-0@1\"}")
                        .statusCode())
                .isEqualTo(404);
        assertThat(post("/live/replay", "text/plain", "{\"origin\":" + letter.get("origin") + "}")
                        .statusCode())
                .isEqualTo(415);
    }

    @Test
    void asksTheModelAboutPartsOfARecord() throws Exception {
        JsonNode record = followed(
                published("{\"id\":\"parts\",\"smiles\":\"CCO\"}").get("origin").asText());
        String origin = "{\"origin\":" + record.get("origin");
        HttpResponse<String> masked = post("/live/masked", "application/json", origin + ",\"kept\":[2]}");
        assertThat(masked.statusCode()).as(masked.body()).isEqualTo(200);
        assertThat(JSON.readTree(masked.body()).get("value").floatValue()).isEqualTo(TinyExplainer.prediction("O"));
        assertThat(post("/live/masked", "application/json", origin + ",\"kept\":[3]}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(post("/live/masked", "application/json", origin + ",\"kept\":[\"a\"]}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(post("/live/masked", "application/json", "{\"origin\":\"none-0@1\",\"kept\":[]}")
                        .statusCode())
                .isEqualTo(404);
        JsonNode occlusion = JSON.readTree(
                post("/live/occlusion", "application/json", origin + "}").body());
        assertThat(occlusion.get("passes").asInt()).isEqualTo(4);
        assertThat(occlusion.get("values")).hasSize(3);
        JsonNode changed =
                JSON.readTree(post("/live/explain", "application/json", "{\"id\":\"changed\",\"smiles\":\"CN\"}")
                        .body());
        assertThat(changed.get("prediction").get("value").floatValue()).isEqualTo(TinyExplainer.prediction("CN"));
        assertThat(asked("id=changed").statusCode())
                .as("nothing has left the stream")
                .isEqualTo(404);
    }

    /** Waits until a kept record matches a query. */
    private JsonNode record(String query) throws Exception {
        HttpResponse<String> answer =
                await(query + " is seen").until(() -> asked(query), given -> given.statusCode() == 200);
        return JSON.readTree(answer.body());
    }

    private HttpResponse<String> asked(String query) throws Exception {
        return http.send(
                HttpRequest.newBuilder(uri("/live/record?" + query)).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void publishesNothingButRequestsOfThePageItself() throws Exception {
        HttpResponse<String> noRequest = publish("application/json", "{\"id\":\"x\"}");
        assertThat(noRequest.statusCode()).isEqualTo(400);
        assertThat(noRequest.body()).contains("exactly one of the fields");
        // A form on a foreign page can send this without a preflight request.
        assertThat(publish("text/plain", "{\"id\":\"x\",\"smiles\":\"C\"}").statusCode())
                .isEqualTo(415);
        String large = "{\"id\":\"x\",\"text\":\"" + "a".repeat(1 << 20) + "\"}";
        assertThat(publish("application/json", large).statusCode()).isEqualTo(413);
    }

    @Test
    void aBrowserThatReadsNothingHoldsUpNoRecord() throws Exception {
        try (Socket silent = new Socket(InetAddress.getLoopbackAddress(), streamer.httpPort())) {
            silent.getOutputStream()
                    .write("GET /live/events HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            List<String> keys = IntStream.range(0, 1000).mapToObj(i -> "s" + i).toList();
            keys.forEach(key -> kafka.publish(key, "{\"id\":\"" + key + "\",\"smiles\":\"CCOCC\"}"));
            assertThat(kafka.explained(keys)).hasSize(keys.size());
            assertThat(Scrape.value(streamer.httpPort(), "maskstream_live_clients"))
                    .isEqualTo(1);
        }
    }

    @Test
    void requestsThatDoNotEndSilenceNothing() throws Exception {
        List<Socket> unfinished = new ArrayList<>();
        try {
            for (int i = 0; i < 100; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), streamer.httpPort());
                unfinished.add(socket);
                String request = i % 2 == 0
                        ? "POST /live/requests HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                + "Content-Length: 1000\r\n\r\n{\"id\""
                        : "GET /live/ HTT";
                socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            }
            for (String path : List.of("/health/live", "/health/ready", "/metrics", "/live/")) {
                long start = System.nanoTime();
                assertThat(Scrape.get(streamer.httpPort(), path).statusCode()).isEqualTo(200);
                assertThat(Duration.ofNanos(System.nanoTime() - start)).as(path).isLessThan(Duration.ofSeconds(3));
            }
            published("{\"id\":\"meanwhile\",\"smiles\":\"CO\"}");
        } finally {
            for (Socket socket : unfinished) {
                socket.close();
            }
        }
    }

    @Test
    void publishesNothingForAForeignPage() throws Exception {
        for (String header : List.of("Origin", "Sec-Fetch-Site")) {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(uri("/live/requests"))
                            .header("Content-Type", "application/json")
                            .header(header, header.equals("Origin") ? "http://evil.example" : "cross-site")
                            .POST(HttpRequest.BodyPublishers.ofString("{\"id\":\"x\",\"smiles\":\"C\"}"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(header).isEqualTo(403);
        }
    }

    private JsonNode published(String request) throws Exception {
        HttpResponse<String> answer = publish("application/json", request);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return JSON.readTree(answer.body());
    }

    private HttpResponse<String> publish(String type, String request) throws Exception {
        return post("/live/requests", type, request);
    }

    private HttpResponse<String> post(String path, String type, String request) throws Exception {
        return http.send(
                HttpRequest.newBuilder(uri(path))
                        .header("Content-Type", type)
                        .POST(HttpRequest.BodyPublishers.ofString(request))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode followed(String origin) throws Exception {
        HttpResponse<String> answer =
                await(origin + " is seen").until(() -> asked("origin=" + origin), given -> given.statusCode() != 202);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private static URI uri(String path) {
        return URI.create("http://127.0.0.1:" + streamer.httpPort() + path);
    }
}
