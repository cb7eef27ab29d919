package io.maskstream.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.maskstream.broker.EmbeddedBroker;
import io.maskstream.streamer.app.Streamer;
import io.maskstream.streamer.config.StreamerConfig;
import io.maskstream.streamer.drift.MadeUpReviews;
import io.maskstream.streamer.engine.TinyExplainer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests the rules and the dashboard with a real Prometheus that scrapes a real streamer. */
@Timeout(300)
class MonitoringIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Path RULES = Home.path().resolve("deploy/prometheus");

    /** The values of Grafana's variables if all values are selected. */
    private static final Map<String, String> VARIABLES =
            Map.of("$__rate_interval", "30s", "$job", "maskstream", "$instance", ".*", "$explainer", ".*");

    @TempDir
    static Path folder;

    private static EmbeddedBroker broker;
    private static Streamer streamer;
    private static RequestPublisher publisher;
    private static PrometheusProcess prometheus;
    private static int published;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(
                PrometheusProcess.isInstalled(),
                "prometheus and promtool are not installed; they are in Debian's package prometheus");
        Path store = Files.createDirectory(folder.resolve("explainers"));
        TinyExplainer.publish(store, "molecules");
        MadeUpReviews.publishExplainer(store, "reviews");
        broker = EmbeddedBroker.start(Map.of());
        broker.createTopics(2, Topics.REQUESTS, Topics.EXPLANATIONS, Topics.DEAD_LETTERS);
        streamer = Streamer.start(LocalStreamer.config(
                broker.bootstrapServers(),
                store,
                Map.of(
                        StreamerConfig.HTTP_PORT,
                        "0",
                        "verify",
                        "always",
                        "releases.topic",
                        "",
                        "drift.window.records",
                        "200")));
        publisher = new RequestPublisher(broker.bootstrapServers(), Topics.REQUESTS);
        prometheus = PrometheusProcess.start(folder, RULES.resolve("rules.yml"), streamer.httpPort())
                .awaitReady();
    }

    @AfterAll
    static void stop() {
        for (AutoCloseable part : new AutoCloseable[] {prometheus, publisher, streamer, broker}) {
            if (part != null) {
                try {
                    part.close();
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            }
        }
    }

    @Test
    void theRulesPassTheirOwnTests() throws IOException {
        assertThat(PrometheusProcess.run(RULES, "promtool", "check", "config", "prometheus.yml"))
                .isZero();
        assertThat(PrometheusProcess.run(RULES, "promtool", "test", "rules", "rules_test.yml"))
                .isZero();
    }

    @Test
    void everyQueryOfTheDashboardHasData() throws Exception {
        JsonNode dashboard = new ObjectMapper()
                .readTree(Home.path()
                        .resolve("deploy/grafana/dashboards/maskstream.json")
                        .toFile());
        Map<String, String> queries = new LinkedHashMap<>();
        for (JsonNode panel : dashboard.get("panels")) {
            for (JsonNode target : panel.path("targets")) {
                String title = panel.get("title").textValue() + ", "
                        + target.get("refId").textValue();
                queries.put(title, substituted(target.get("expr").textValue()));
            }
        }
        assertThat(queries).hasSizeGreaterThan(25);
        assertThat(withoutData(queries)).isEmpty();
    }

    @Test
    void everyRuleIsEvaluatedAndNothingIsAlarmedOfAHealthyStream() throws Exception {
        Map<String, String> recorded = new LinkedHashMap<>();
        List<String> alerts = new ArrayList<>();
        for (JsonNode rule : prometheus.rules()) {
            String name = rule.get("name").textValue();
            if (rule.get("type").textValue().equals("recording")) {
                recorded.put(name, name);
            } else {
                alerts.add(name);
            }
        }
        assertThat(recorded).hasSize(5);
        assertThat(alerts).hasSize(13);
        assertThat(withoutData(recorded)).isEmpty();
        assertThat(prometheus.rules())
                .allSatisfy(rule -> assertThat(rule.get("health").textValue())
                        .as(rule.toString())
                        .isEqualTo("ok"));
        assertThat(prometheus.query("ALERTS{alertstate=\"firing\"}")).isEmpty();
    }

    private static String substituted(String query) {
        String result = query;
        for (Map.Entry<String, String> variable : VARIABLES.entrySet()) {
            result = result.replace(variable.getKey(), variable.getValue());
        }
        return result;
    }

    /**
     * Evaluates queries while records are published, until each has a result or the timeout expires. Returns the
     * queries without a result.
     */
    private static Map<String, String> withoutData(Map<String, String> queries) throws Exception {
        Map<String, String> open = new LinkedHashMap<>(queries);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!open.isEmpty() && System.nanoTime() < deadline) {
            publishSome();
            Thread.sleep(500);
            for (String title : List.copyOf(open.keySet())) {
                if (!prometheus.query(open.get(title)).isEmpty()) {
                    open.remove(title);
                }
            }
        }
        return open;
    }

    /** Publishes records of both kinds, one bad record among fifty. */
    private static void publishSome() {
        publisher.publish(IntStream.range(0, 50).mapToObj(i -> {
            String id = "{\"id\":\"r" + published++ + "\",";
            if (i == 0) {
                return bytes(id + "\"smiles\":\"C1CC\"}");
            }
            return bytes(id + (i % 2 == 0 ? "\"smiles\":\"CCO\"}" : "\"text\":\"a great film\"}"));
        }));
    }

    private static byte[] bytes(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }
}
