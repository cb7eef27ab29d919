package io.maskstream.streamer.app;

import static io.maskstream.streamer.app.KafkaSide.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.maskstream.broker.EmbeddedBroker;
import io.maskstream.schemas.record.AvroCodec;
import io.maskstream.schemas.record.ClassPrediction;
import io.maskstream.schemas.record.ClassProbability;
import io.maskstream.schemas.record.Evidence;
import io.maskstream.schemas.record.Explanation;
import io.maskstream.schemas.record.ExplanationReader;
import io.maskstream.schemas.record.ExplanationRequest;
import io.maskstream.schemas.record.Molecule;
import io.maskstream.schemas.record.Review;
import io.maskstream.schemas.record.WeightedSpan;
import io.maskstream.streamer.engine.TinyExplainer;
import io.maskstream.streamer.engine.TinyReviewExplainer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Tests signed evidence for the class that a request names, on a real broker. */
@ExtendWith(SharedBroker.class)
@Timeout(120)
class EvidenceIT {

    @TempDir
    static Path store;

    @AutoClose
    private static RunningStreamer streamer;

    private static KafkaSide kafka;

    private final AvroCodec<ExplanationRequest> codec = AvroCodec.singleObject(ExplanationRequest.class);
    private final ExplanationReader reader = new ExplanationReader(null);

    @BeforeAll
    static void startStreamer(EmbeddedBroker broker) {
        TinyExplainer.publishWithEvidence(store, "signed");
        TinyExplainer.publishValueWithEvidence(store, "value");
        TinyReviewExplainer.publish(store, "unsigned");
        streamer = RunningStreamer.start(broker, "evidence", store, Map.of("explainers", "signed, value, unsigned"));
        kafka = streamer.kafka();
    }

    @Test
    void eachRecordOfABacklogHasTheEvidenceOfItsOwnClass() {
        List<String> classes = List.of("with", "without", "cat");
        List<String> keys = IntStream.range(0, 300).mapToObj(i -> "m" + i).toList();
        for (int i = 0; i < keys.size(); i++) {
            kafka.publish(keys.get(i), request(keys.get(i), "signed", classes.get(i % classes.size())));
        }
        kafka.answered(keys);
        for (int i = 0; i < keys.size(); i++) {
            String asked = classes.get(i % classes.size());
            assertThat(kafka.isExplained(keys.get(i))).isEqualTo(!asked.equals("cat"));
            if (kafka.isExplained(keys.get(i))) {
                assertThat(explanation(keys.get(i)).getEvidence().getOutput()).isEqualTo(asked);
            }
        }
        ConsumerRecord<String, byte[]> letter = kafka.refused("m2");
        assertThat(header(letter, "maskstream.reason")).isEqualTo("unknown_class");
        assertThat(header(letter, "__streams.errors.message"))
                .endsWith(
                        "id 'm2': field 'class' names 'cat', but explainer 'signed' has no such class; its classes are"
                                + " without, with");
        assertThat(letter.value()).isEqualTo(request("m2", "signed", "cat"));
    }

    @Test
    void baselineValuesAndRemainderAreThePrediction() {
        kafka.publish("whole", "{\"id\":\"whole\",\"smiles\":\"CCO\"}");
        Explanation explanation = explanation("whole");
        Evidence evidence = explanation.getEvidence();
        ClassProbability first =
                ((ClassPrediction) explanation.getPrediction()).getClasses().get(0);

        assertThat(evidence.getOutput()).isEqualTo(first.getName()).isEqualTo("with");
        assertThat(evidence.getUnit()).isEqualTo("probability");
        assertThat(evidence.getShape()).containsExactly(3);
        assertThat(evidence.getValues())
                .containsExactly(TinyExplainer.evidence("C"), TinyExplainer.evidence("C"), TinyExplainer.evidence("O"));
        assertThat(explanation.getSpans()).extracting(WeightedSpan::getEvidence).isEqualTo(evidence.getValues());
        double sum =
                evidence.getValues().stream().mapToDouble(Float::doubleValue).sum();
        assertThat(evidence.getBaseline() + sum + evidence.getRemainder())
                .isCloseTo(first.getProbability(), within(1e-6));
        assertThat(Scrape.value(
                        streamer.httpPort(), "maskstream_evidence_remainder_count{explainer=\"signed\",version=\"1\"}"))
                .isPositive();
    }

    @Test
    void refusesAClassWhereThereIsNone() {
        kafka.publish("a-value", request("a-value", "value", "with"));
        kafka.publish(
                "no-evidence",
                codec.encode(new ExplanationRequest("no-evidence", null, new Review("good"), "positive")));
        kafka.publish("next", request("next", "value", null));

        assertThat(header(kafka.refused("a-value"), "__streams.errors.message"))
                .endsWith("field 'class' names 'with', but explainer 'value' predicts a value, not a class");
        assertThat(header(kafka.refused("no-evidence"), "__streams.errors.message"))
                .endsWith("field 'class' names 'positive', but explainer 'unsigned' gives no evidence for classes");
        assertThat(explanation("next").getEvidence().getUnit()).isEqualTo("points");
    }

    private byte[] request(String id, String explainer, String asked) {
        return codec.encode(new ExplanationRequest(id, explainer, new Molecule("CCO"), asked));
    }

    private Explanation explanation(String key) {
        return reader.read(kafka.explained(key).value());
    }
}
