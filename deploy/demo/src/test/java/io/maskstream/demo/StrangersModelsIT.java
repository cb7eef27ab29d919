package io.maskstream.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.broker.EmbeddedBroker;
import io.maskstream.schemas.record.ClassPrediction;
import io.maskstream.schemas.record.ClassProbability;
import io.maskstream.schemas.record.Evidence;
import io.maskstream.schemas.record.Explanation;
import io.maskstream.schemas.record.WeightedSpan;
import io.maskstream.streamer.app.Streamer;
import io.maskstream.streamer.config.StreamerConfig;
import io.maskstream.trainer.command.StrangersRecords;
import io.maskstream.trainer.command.Trainer;
import io.maskstream.trainer.model.KerasModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Fits and announces Keras models for three kinds of records with the trainer's commands, and serves them with a
 * streamer that does not know them beforehand. Each explanation must have the prediction that Keras gave for the
 * record.
 */
@Timeout(180)
class StrangersModelsIT {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Tolerance for probabilities, because the streamer computes in another order than Keras. */
    private static final double CLOSE = 1e-3;

    private static final String FIT =
            "fit %s --store %s --epochs 15 --learning-rate 0.005 --device cpu --bootstrap-servers %s --announce"
                    + " --gate not_degenerate";

    /** Input and prediction of Keras by the id of the request. */
    private static final Map<String, JsonNode> EXPECTED = new HashMap<>();

    private static final Map<String, Explanation> EXPLAINED = new HashMap<>();

    @TempDir
    private static Path folder;

    private static EmbeddedBroker broker;
    private static Streamer streamer;

    @BeforeAll
    static void fitAndServe() throws IOException {
        broker = EmbeddedBroker.start(Map.of());
        broker.createTopics(1, Topics.REQUESTS, Topics.EXPLANATIONS, Topics.DEAD_LETTERS, "explainer-releases");
        Path store = folder.resolve("trainer");
        Path texts = KerasModel.unpack("keras3-vectorizer-sigmoid", folder.resolve("texts"));
        Path molecules = KerasModel.unpack("keras3-molecules-pre-sigmoid", folder.resolve("molecules"));
        Path pictures = KerasModel.unpack("keras3-grey-uint8", folder.resolve("pictures"));
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer())) {
            List<String> rows = Files.readAllLines(StrangersRecords.texts(folder, 300, List.of(0, 4)));
            for (String row : rows.subList(1, rows.size())) {
                ObjectNode request = JSON.createObjectNode().put("id", "of the topic");
                publish(producer, request.put("text", row.substring(1, row.length() - 1)));
            }
            publishChecked(producer, texts, "texts");
            publishChecked(producer, molecules, "molecules");
            publishChecked(producer, pictures, "pictures");
        }

        train(FIT + " --name texts --records topic:%s", texts, store, broker.bootstrapServers(), Topics.REQUESTS);
        train(
                FIT + " --name molecules --records %s --kind molecule --vocabulary %s --padding pre",
                molecules,
                store,
                broker.bootstrapServers(),
                StrangersRecords.molecules(folder, 300),
                molecules.resolve("vocabulary.txt"));
        train(
                FIT + " --name pictures --records %s",
                pictures,
                store,
                broker.bootstrapServers(),
                StrangersRecords.stripes(folder, 150, 28, 28));

        // The streamer's own store is empty, so it can serve only announced explainers.
        Path empty = Files.createDirectory(folder.resolve("streamer"));
        streamer = Streamer.start(LocalStreamer.config(
                broker.bootstrapServers(),
                store,
                Map.of(
                        StreamerConfig.HTTP_PORT,
                        "0",
                        StreamerConfig.EXPLAINER_STORE,
                        empty.toString(),
                        StreamerConfig.RELEASES_ALLOWED_FOLDERS,
                        store.toString())));
        try (OutcomeReader reader = OutcomeReader.fromTheBeginning(broker.bootstrapServers())) {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (!EXPLAINED.keySet().containsAll(EXPECTED.keySet()) && System.nanoTime() < deadline) {
                for (Outcome outcome : reader.poll(Duration.ofMillis(100))) {
                    assertThat(outcome).isInstanceOf(Outcome.Explained.class);
                    EXPLAINED.put(outcome.id(), ((Outcome.Explained) outcome).explanation());
                }
            }
        }
    }

    @AfterAll
    static void stop() {
        if (streamer != null) {
            streamer.close();
        }
        broker.close();
    }

    private static void train(String line, Object... values) {
        StringWriter err = new StringWriter();
        int exitCode = Trainer.commandLine()
                .setOut(new PrintWriter(new StringWriter()))
                .setErr(new PrintWriter(err, true))
                .execute(line.formatted(values).split(" "));
        assertThat(err.toString()).isEmpty();
        assertThat(exitCode).isZero();
    }

    /** Publishes the records with known predictions of Keras. */
    private static void publishChecked(KafkaProducer<String, byte[]> producer, Path model, String explainer)
            throws IOException {
        for (String line : Files.readAllLines(model.resolve("check.jsonl"))) {
            JsonNode check = JSON.readTree(line);
            String id = explainer + " " + EXPECTED.size();
            ObjectNode request = JSON.createObjectNode().put("id", id).put("explainer", explainer);
            if (check.has("image")) {
                byte[] picture =
                        Files.readAllBytes(model.resolve(check.get("image").asText()));
                request.put("image", Base64.getEncoder().encodeToString(picture));
            } else {
                String field = check.has("text") ? "text" : "smiles";
                request.set(field, check.get(field));
            }
            publish(producer, request);
            EXPECTED.put(id, check);
        }
    }

    private static void publish(KafkaProducer<String, byte[]> producer, ObjectNode request) throws IOException {
        producer.send(new ProducerRecord<>(Topics.REQUESTS, JSON.writeValueAsBytes(request)));
    }

    @Test
    void eachExplanationHasThePredictionThatKerasGave() {
        assertThat(EXPLAINED.keySet()).containsAll(EXPECTED.keySet());
        EXPECTED.forEach((id, check) -> {
            Map<String, Double> predicted = new HashMap<>();
            for (ClassProbability one : ((ClassPrediction) EXPLAINED.get(id).getPrediction()).getClasses()) {
                predicted.put(one.getName(), (double) one.getProbability());
            }
            JsonNode said = check.get("prediction");
            if (said.size() == 1) {
                double second = said.get(0).asDouble();
                assertThat(predicted.get("1")).as(id).isCloseTo(second, within(CLOSE));
                assertThat(predicted.get("0")).as(id).isCloseTo(1 - second, within(CLOSE));
            } else {
                assertThat(predicted).hasSameSizeAs(said);
                predicted.forEach((name, probability) -> assertThat(probability)
                        .as(id)
                        .isCloseTo(said.get(Integer.parseInt(name)).asDouble(), within(CLOSE)));
            }
        });
    }

    @Test
    void eachExplanationHasEvidenceThatAddsUpToItsPrediction() {
        assertThat(EXPLAINED).isNotEmpty();
        EXPLAINED.forEach((id, explanation) -> {
            ClassProbability predicted =
                    ((ClassPrediction) explanation.getPrediction()).getClasses().get(0);
            Evidence evidence = explanation.getEvidence();
            double sum = evidence.getBaseline() + evidence.getRemainder();
            for (float value : evidence.getValues()) {
                sum += value;
            }
            assertThat(evidence.getOutput()).as(id).isEqualTo(predicted.getName());
            assertThat(sum).as(id).isCloseTo(predicted.getProbability(), within(1e-4));
        });
    }

    @Test
    void wordsAreFoundInTheTextAsItWasPublishedAndOneThatDecidesIsOnTop() {
        List<String> top = highest("texts", "text");

        assertThat(top).hasSize(8);
        assertThat(top.stream().filter(StrangersModelsIT::decides)).hasSizeGreaterThan(6);
    }

    private static boolean decides(String word) {
        return List.of("dreadful", "tedious", "splendid", "hilarious")
                .contains(word.toLowerCase(Locale.ROOT).replaceAll("\\W", ""));
    }

    @Test
    void aMoleculePaddedAtTheStartHasAWeightForEachOfItsCharacters() {
        EXPECTED.forEach((id, check) -> {
            if (check.has("smiles")) {
                Explanation explanation = EXPLAINED.get(id);
                int characters = check.get("smiles").asText().length();
                assertThat(explanation.getMask().getShape()).containsExactly(characters);
                assertThat(explanation.getSpans()).hasSize(characters);
                assertThat(explanation.getSpans().get(0).getStart()).isZero();
            }
        });
        assertThat(highest("molecules", "smiles").stream().filter(character -> "OCl".contains(character)))
                .hasSizeGreaterThan(6);
    }

    /** Returns the text of the span with the highest weight in each record of an explainer. */
    private static List<String> highest(String explainer, String field) {
        List<String> top = new ArrayList<>();
        EXPECTED.forEach((id, check) -> {
            if (id.startsWith(explainer)) {
                List<WeightedSpan> spans = EXPLAINED.get(id).getSpans();
                assertThat(EXPLAINED.get(id).getMask().getWeights()).hasSameSizeAs(spans);
                WeightedSpan highest = spans.stream()
                        .max(Comparator.comparing(WeightedSpan::getWeight))
                        .orElseThrow();
                top.add(check.get(field).asText().substring(highest.getStart(), highest.getEnd()));
            }
        });
        return top;
    }

    @Test
    void aGreyPictureHasAWeightForEachOfItsPixels() {
        EXPECTED.forEach((id, check) -> {
            if (check.has("image")) {
                Explanation explanation = EXPLAINED.get(id);
                assertThat(explanation.getMask().getShape()).containsExactly(28, 28);
                assertThat(explanation.getMask().getWeights()).hasSize(28 * 28).allMatch(w -> w >= 0 && w <= 1);
                assertThat(explanation.getMask().getImageSize().getWidth()).isEqualTo(28);
            }
        });
    }
}
