package io.maskstream.streamer.app;

import static io.maskstream.streamer.app.KafkaSide.header;
import static org.assertj.core.api.Assertions.assertThat;

import io.maskstream.broker.EmbeddedBroker;
import io.maskstream.schemas.record.AvroCodec;
import io.maskstream.schemas.record.Explanation;
import io.maskstream.schemas.record.ValuePrediction;
import io.maskstream.streamer.config.StreamerConfig;
import io.maskstream.streamer.engine.TinyExplainer;
import io.maskstream.streamer.trace.OtlpCollector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A whole streamer on a real broker: requests are explained, in batches. */
@ExtendWith(SharedBroker.class)
@Timeout(120)
class StreamerIT {

    @TempDir
    static Path store;

    private static EmbeddedBroker broker;

    @BeforeAll
    static void useBroker(EmbeddedBroker shared) {
        TinyExplainer.publish(store, "tiny");
        broker = shared;
    }

    @Test
    void explainsABacklogInBatches() {
        try (KafkaSide kafka = new KafkaSide(broker, "backlog")) {
            List<String> keys = IntStream.range(0, 1000).mapToObj(i -> "m" + i).toList();
            // Alternates between two graph lengths.
            for (String key : keys) {
                kafka.publish(key, json(key, key.endsWith("0") ? "CCOCCOCCOCC" : "CCO"));
            }
            try (Streamer streamer = start(kafka, Map.of("batch.max.records", "16"))) {
                for (ConsumerRecord<String, byte[]> record : kafka.explained(keys)) {
                    Explanation explanation = decode(record);
                    assertThat(explanation.getId()).isEqualTo(record.key());
                    String smiles = record.key().endsWith("0") ? "CCOCCOCCOCC" : "CCO";
                    assertThat(((ValuePrediction) explanation.getPrediction()).getValue())
                            .isEqualTo(TinyExplainer.prediction(smiles));
                    assertThat(explanation.getMask().getWeights()).hasSize(smiles.length());
                }
                assertThat(kafka.read()).as("no duplicates, no refusals").isEqualTo(keys.size());
                int port = streamer.httpPort();
                double records = Scrape.value(port, "maskstream_batch_records_sum");
                double batches = Scrape.value(port, "maskstream_batch_records_count");
                assertThat(records).isEqualTo(keys.size());
                assertThat(records / batches).isGreaterThan(8);
                assertThat(Scrape.value(port, "maskstream_batch_records_bucket{le=\"16.0\"}"))
                        .as("no batch larger than the maximum")
                        .isEqualTo(batches);
            }
        }
    }

    @Test
    void keepsKeyHeadersAndTimestamp() {
        try (KafkaSide kafka = new KafkaSide(broker, "kept");
                Streamer streamer = start(kafka, Map.of())) {
            var trace = new RecordHeader("trace", "abc".getBytes(StandardCharsets.UTF_8));
            kafka.publish("k", json("m1", "CCO").getBytes(StandardCharsets.UTF_8), 1_700_000_000_000L, List.of(trace));
            ConsumerRecord<String, byte[]> explanation = kafka.explained("k");
            assertThat(explanation.timestamp()).isEqualTo(1_700_000_000_000L);
            assertThat(explanation.headers()).isEqualTo(new RecordHeaders().add(trace));
            assertThat(decode(explanation).getId()).isEqualTo("m1");
            assertThat(Scrape.value(streamer.httpPort(), "maskstream_lookahead_fallbacks_total"))
                    .isZero();
        }
    }

    @Test
    void aTraceGoesOnToTheExplanationTheSpanOfItsBatchAndAnExemplar() throws Exception {
        String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        var parent = new RecordHeader(
                "traceparent", ("00-" + trace + "-00f067aa0ba902b7-01").getBytes(StandardCharsets.UTF_8));
        try (KafkaSide kafka = new KafkaSide(broker, "traced");
                OtlpCollector collector = new OtlpCollector()) {
            int port;
            try (Streamer streamer = start(kafka, Map.of("otel.exporter.otlp.endpoint", collector.endpoint()))) {
                kafka.publish(
                        "k",
                        json("m1", "CCO").getBytes(StandardCharsets.UTF_8),
                        System.currentTimeMillis(),
                        List.of(parent));
                assertThat(kafka.explained("k").headers()).isEqualTo(new RecordHeaders().add(parent));
                port = streamer.httpPort();
                String openMetrics = HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                                        .header("Accept", "application/openmetrics-text; version=1.0.0")
                                        .build(),
                                HttpResponse.BodyHandlers.ofString())
                        .body();
                assertThat(openMetrics)
                        .contains("maskstream_build_info{")
                        .containsPattern("maskstream_explanation_latency_seconds_bucket\\{le=\"[0-9.]+\"} 1 # \\{[^}]*"
                                + "trace_id=\"" + trace + "\"")
                        .endsWith("# EOF\n");
            }
            assertThat(collector.spans())
                    .filteredOn(span ->
                            span.attributes().get("maskstream.explainer.name").equals("tiny"))
                    .extracting(OtlpCollector.Received::links)
                    .contains(List.of(trace + "-00f067aa0ba902b7"));
        }
    }

    @Test
    void onlyThePoisonOfABatchIsRefused() {
        try (KafkaSide kafka = new KafkaSide(broker, "poison")) {
            List<String> good = IntStream.range(0, 100).mapToObj(i -> "m" + i).toList();
            good.subList(0, 50).forEach(key -> kafka.publish(key, json(key, "CCO")));
            kafka.publish("poison", json("poison", "C" + TinyExplainer.POISON));
            kafka.publish("overflow", json("overflow", "C" + TinyExplainer.OVERFLOW));
            good.subList(50, 100).forEach(key -> kafka.publish(key, json(key, "CCO")));
            try (Streamer streamer = start(kafka, Map.of())) {
                assertThat(kafka.explained(good)).hasSize(100);
                for (String bad : List.of("poison", "overflow")) {
                    assertThat(header(kafka.refused(bad), "maskstream.reason")).isEqualTo("model_failure");
                    assertThat(header(kafka.refused(bad), "__streams.errors.message"))
                            .contains("id '" + bad + "'");
                }
                assertThat(kafka.read()).isEqualTo(102);
                assertThat(Scrape.value(streamer.httpPort(), "maskstream_lookahead_fallbacks_total"))
                        .isEqualTo(1);
            }
        }
    }

    @Test
    void aPoisonInEveryBatchCostsNoOtherRecord() {
        try (KafkaSide kafka = new KafkaSide(broker, "poisons")) {
            List<String> keys = IntStream.range(0, 320).mapToObj(i -> "m" + i).toList();
            for (String key : keys) {
                kafka.publish(key, json(key, isPoison(key) ? "C" + TinyExplainer.POISON : "CCO"));
            }
            try (Streamer streamer = start(kafka, Map.of("batch.max.records", "16"))) {
                kafka.answered(keys);
                assertThat(kafka.read()).as("no duplicates").isEqualTo(keys.size());
                assertThat(keys).allMatch(key -> kafka.isExplained(key) != isPoison(key));
                assertThat(Scrape.value(streamer.httpPort(), "maskstream_lookahead_fallbacks_total"))
                        .as("each batch")
                        .isGreaterThanOrEqualTo(keys.size() / 16.0);
            }
        }
    }

    /** Returns true for one of ten keys. */
    private static boolean isPoison(String key) {
        return key.endsWith("0");
    }

    private static Streamer start(KafkaSide kafka, Map<String, String> more) {
        Map<String, String> settings = kafka.settings();
        settings.put("explainer.store", store.toString());
        settings.put("explainers", "tiny");
        settings.putAll(more);
        return Streamer.start(new StreamerConfig(settings));
    }

    private static String json(String id, String smiles) {
        return "{\"id\":\"" + id + "\",\"smiles\":\"" + smiles + "\"}";
    }

    private static Explanation decode(ConsumerRecord<String, byte[]> record) {
        return AvroCodec.singleObject(Explanation.class).decode(record.value());
    }
}
