package io.maskstream.streamer.app;

import static io.maskstream.streamer.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.maskstream.broker.EmbeddedBroker;
import io.maskstream.schemas.record.AvroCodec;
import io.maskstream.schemas.record.Explanation;
import io.maskstream.schemas.record.ExplanationRequest;
import io.maskstream.schemas.record.Molecule;
import io.maskstream.schemas.record.SchemaRegistry;
import io.maskstream.streamer.config.StreamerConfig;
import io.maskstream.streamer.engine.TinyExplainer;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Tests the Confluent wire format, with a registry that can be switched off. */
@ExtendWith(SharedBroker.class)
@Timeout(120)
class RegistryIT {

    @TempDir
    Path store;

    private TinyRegistry registry;
    private EmbeddedBroker broker;

    @BeforeEach
    void start(EmbeddedBroker shared) {
        TinyExplainer.publish(store, "tiny");
        broker = shared;
        registry = new TinyRegistry();
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void waitsForARegistryThatDoesNotAnswerAndLosesNothing() throws Exception {
        URI url = registry.url();
        byte[] request = AvroCodec.withRegistry(ExplanationRequest.class, new SchemaRegistry(url), "requests-value")
                .encode(new ExplanationRequest("m1", null, new Molecule("CCO"), null));
        try (KafkaSide kafka = new KafkaSide(broker, "registry");
                Streamer streamer = Streamer.start(config(kafka, url))) {
            registry.setDown(true);
            kafka.publish("m1", request);
            kafka.publish("m2", "{\"id\":\"m2\",\"smiles\":\"CCN\"}");
            kafka.flush();
            await("the streamer has tried repeatedly").until(() -> registry.refusals() >= 3);
            assertThat(Scrape.value(streamer.httpPort(), "maskstream_dead_letters_total{reason=\"unreadable\"}"))
                    .isZero();
            registry.setDown(false);
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
        settings.putAll(KafkaSide.SOON_MISSED);
        return new StreamerConfig(settings);
    }
}
