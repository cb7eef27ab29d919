package io.maskstream.demo;

import static io.maskstream.streamer.Waiting.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** A local Prometheus that scrapes one streamer each second, with the rules of {@code deploy/prometheus}. */
final class PrometheusProcess implements AutoCloseable {

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final int port;

    private PrometheusProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Returns whether {@code prometheus} and {@code promtool} are on the path. */
    static boolean isInstalled() {
        try {
            return run(Path.of("."), "prometheus", "--version") == 0 && run(Path.of("."), "promtool", "--version") == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** Runs a program to its end and returns its exit status. The program inherits the output of this process. */
    static int run(Path folder, String... command) throws IOException {
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .inheritIO()
                .start();
        try {
            if (!process.waitFor(180, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(command[0] + " does not end");
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /**
     * Starts Prometheus.
     *
     * @param folder folder for the data
     * @param rules file with the rules
     * @param target port of the local streamer
     */
    static PrometheusProcess start(Path folder, Path rules, int target) throws IOException {
        Path config = Files.writeString(
                folder.resolve("prometheus.yml"),
                """
                global:
                  scrape_interval: 1s
                  evaluation_interval: 1s
                rule_files: ['%s']
                scrape_configs:
                  - job_name: maskstream
                    static_configs:
                      - targets: ['127.0.0.1:%d']
                """
                        .formatted(rules, target));
        int port = freePort();
        Process process = new ProcessBuilder(
                        "prometheus",
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port,
                        "--log.level=warn")
                .inheritIO()
                .start();
        return new PrometheusProcess(process, port);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Returns the current values of a query, except NaN. */
    List<Double> query(String expression) throws IOException, InterruptedException {
        List<Double> values = new ArrayList<>();
        for (JsonNode series : get("query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8))
                .get("result")) {
            double value = Double.parseDouble(series.get("value").get(1).textValue());
            if (!Double.isNaN(value)) {
                values.add(value);
            }
        }
        return values;
    }

    /** Returns the loaded rules of all groups. */
    List<JsonNode> rules() throws IOException, InterruptedException {
        List<JsonNode> rules = new ArrayList<>();
        get("rules").get("groups").forEach(group -> group.get("rules").forEach(rules::add));
        return rules;
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/" + path))
                .timeout(Duration.ofSeconds(10))
                .build();
        JsonNode answer = JSON.readTree(
                CLIENT.send(request, HttpResponse.BodyHandlers.ofString()).body());
        if (!answer.path("status").asText().equals("success")) {
            throw new AssertionError(path + ": " + answer);
        }
        return answer.get("data");
    }

    /** Waits until Prometheus answers. */
    PrometheusProcess awaitReady() {
        await("Prometheus answers")
                .pollInterval(Duration.ofMillis(100))
                .failFast("Prometheus has ended", () -> !process.isAlive())
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(this::rules, Objects::nonNull);
        return this;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
