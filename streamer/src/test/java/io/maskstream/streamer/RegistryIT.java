package io.maskstream.streamer;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.maskstream.broker.EmbeddedBroker;
import io.maskstream.schemas.record.AvroCodec;
import io.maskstream.schemas.record.Explanation;
import io.maskstream.schemas.record.ExplanationRequest;
import io.maskstream.schemas.record.Molecule;
import io.maskstream.schemas.record.SchemaRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The Confluent wire format, with a registry that can be switched off. */
@Timeout(120)
class RegistryIT {

    private static final int EXPLANATION_SCHEMA = 1;
    private static final int REQUEST_SCHEMA = 2;

    @TempDir
    Path store;

    private final AtomicBoolean down = new AtomicBoolean();
    private final AtomicInteger refusals = new AtomicInteger();
    private HttpServer registry;
    private EmbeddedBroker broker;

    @BeforeEach
    void start() throws IOException {
        TinyExplainer.publish(store, "tiny");
        broker = EmbeddedBroker.start(Map.of());
        registry = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        registry.createContext("/", exchange -> {
            byte[] body = answer(exchange.getRequestURI().getPath()).getBytes(StandardCharsets.UTF_8);
            if (down.get()) {
                refusals.incrementAndGet();
                exchange.sendResponseHeaders(503, -1);
            } else {
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
            exchange.close();
        });
        registry.start();
    }

    private static String answer(String path) {
        if (!path.startsWith("/schemas/ids/")) {
            return "{\"id\":" + (path.contains("explanations") ? EXPLANATION_SCHEMA : REQUEST_SCHEMA) + "}";
        }
        Schema schema = path.endsWith("/" + EXPLANATION_SCHEMA)
                ? Explanation.getClassSchema()
                : ExplanationRequest.getClassSchema();
        return "{\"schema\":\"" + schema.toString().replace("\"", "\\\"") + "\"}";
    }

    @AfterEach
    void stop() {
        registry.stop(0);
        broker.close();
    }

    @Test
    void waitsForARegistryThatDoesNotAnswerAndLosesNothing() throws Exception {
        URI url = URI.create("http://127.0.0.1:" + registry.getAddress().getPort());
        byte[] request = AvroCodec.withRegistry(ExplanationRequest.class, new SchemaRegistry(url), "requests-value")
                .encode(new ExplanationRequest("m1", null, new Molecule("CCO")));
        try (KafkaSide kafka = new KafkaSide(broker, "registry");
                Streamer streamer = Streamer.start(config(kafka, url))) {
            down.set(true);
            kafka.publish("m1", request);
            kafka.publish("m2", "{\"id\":\"m2\",\"smiles\":\"CCN\"}");
            kafka.flush();
            awaitRefusals(3);
            assertThat(Scrape.value(streamer.httpPort(), "maskstream_dead_letters_total{reason=\"unreadable\"}"))
                    .isZero();
            down.set(false);
            Explanation explanation = AvroCodec.withRegistry(
                            Explanation.class, new SchemaRegistry(url), "registry-explanations-value")
                    .decode(kafka.explained("m1").value());
            assertThat(explanation.getId()).isEqualTo("m1");
            kafka.explained("m2");
            assertThat(kafka.read()).isEqualTo(2);
        }
    }

    private StreamerConfig config(KafkaSide kafka, URI url) {
        Map<String, String> settings = kafka.settings();
        settings.put("explainer.store", store.toString());
        settings.put("explainers", "tiny");
        settings.put("schema.registry.url", url.toString());
        // A thread that died keeps its partitions for as long.
        settings.put("main.consumer.session.timeout.ms", "6000");
        return new StreamerConfig(settings);
    }

    private void awaitRefusals(int count) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (refusals.get() < count && System.nanoTime() < deadline) {
            Thread.sleep(50);
        }
        assertThat(refusals.get()).isGreaterThanOrEqualTo(count);
    }
}
