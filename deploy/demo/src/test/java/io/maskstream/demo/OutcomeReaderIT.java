package io.maskstream.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskstream.broker.EmbeddedBroker;
import io.maskstream.schemas.record.AvroCodec;
import io.maskstream.schemas.record.ExplainerIdentity;
import io.maskstream.schemas.record.Explanation;
import io.maskstream.schemas.record.Mask;
import io.maskstream.schemas.record.Molecule;
import io.maskstream.schemas.record.Review;
import io.maskstream.schemas.record.ValuePrediction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OutcomeReaderIT {

    private EmbeddedBroker broker;
    private KafkaProducer<byte[], byte[]> producer;

    @BeforeEach
    void start() {
        broker = EmbeddedBroker.start(Map.of());
        broker.createTopics(1, Topics.REQUESTS, Topics.EXPLANATIONS, Topics.DEAD_LETTERS);
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "transactional.id", "test"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        producer.initTransactions();
    }

    @AfterEach
    void stop() {
        producer.close();
        broker.close();
    }

    @Test
    void givesEachExplanationTheInputThatItExplains() {
        producer.beginTransaction();
        send(Topics.REQUESTS, "{\"id\":\"m\",\"smiles\":\"CCO\"}");
        send(Topics.REQUESTS, "{\"id\":\"r\",\"text\":\"good\"}");
        send(Topics.REQUESTS, "{\"id\":\"m\",\"smiles\":\"CCN\"}");
        List.of("r", "m", "m").forEach(this::explain);
        producer.commitTransaction();
        assertThat(outcomes(3))
                .containsExactly(
                        new Outcome.Explained(explanation("r"), new Review("good")),
                        new Outcome.Explained(explanation("m"), new Molecule("CCO")),
                        new Outcome.Explained(explanation("m"), new Molecule("CCN")));
    }

    @Test
    void givesAnExplanationNoInputWhereItsRequestIsGone() {
        producer.beginTransaction();
        explain("old");
        producer.commitTransaction();
        assertThat(outcomes(1)).containsExactly(new Outcome.Explained(explanation("old"), null));
    }

    @Test
    void tellsWhyARequestWasRefused() {
        producer.beginTransaction();
        ProducerRecord<byte[], byte[]> letter = new ProducerRecord<>(Topics.DEAD_LETTERS, bytes("rubbish"));
        letter.headers().add("__streams.errors.message", bytes("no known encoding"));
        producer.send(letter);
        producer.commitTransaction();
        assertThat(outcomes(1)).containsExactly(new Outcome.Refused("rubbish", "rubbish", "no known encoding"));
    }

    @Test
    void doesNotShowWhatWasAborted() {
        producer.beginTransaction();
        explain("aborted");
        producer.flush();
        producer.abortTransaction();
        producer.beginTransaction();
        explain("committed");
        producer.commitTransaction();
        assertThat(outcomes(1)).extracting(Outcome::id).containsExactly("committed");
    }

    private List<Outcome> outcomes(int expected) {
        List<Outcome> outcomes = new ArrayList<>();
        try (OutcomeReader reader = OutcomeReader.fromTheBeginning(broker.bootstrapServers())) {
            while (outcomes.size() < expected) {
                outcomes.addAll(reader.poll(Duration.ofMillis(100)));
            }
        }
        return outcomes;
    }

    private void send(String topic, String value) {
        producer.send(new ProducerRecord<>(topic, bytes(value)));
    }

    private void explain(String id) {
        producer.send(new ProducerRecord<>(
                Topics.EXPLANATIONS, AvroCodec.singleObject(Explanation.class).encode(explanation(id))));
    }

    private static Explanation explanation(String id) {
        return new Explanation(
                id,
                new ExplainerIdentity("any", 1, "", ""),
                new ValuePrediction("any", 0f, ""),
                null,
                new Mask(List.of(0), List.of(), 0f, null, null),
                List.of(),
                null,
                null);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
