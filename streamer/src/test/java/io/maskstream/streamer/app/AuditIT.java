package io.maskstream.streamer.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.maskstream.broker.EmbeddedBroker;
import io.maskstream.schemas.record.AvroCodec;
import io.maskstream.schemas.record.Explanation;
import io.maskstream.streamer.config.StreamerConfig;
import io.maskstream.streamer.engine.TinyExplainer;
import io.maskstream.streamer.engine.TinyReviewExplainer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Tests {@code streamer audit} on a real broker, with the explanations of a streamer and with forged ones. */
@ExtendWith(SharedBroker.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(120)
class AuditIT {

    private static final int RECORDS = 300;

    @TempDir
    static Path folder;

    @AutoClose
    private static KafkaProducer<byte[], byte[]> producer;

    @AutoClose
    private static KafkaSide kafka;

    private final AvroCodec<Explanation> codec = AvroCodec.singleObject(Explanation.class);

    private record Run(int exitCode, List<String> out, String err) {

        /** Returns the number of records with a verdict. */
        long count(String verdict) {
            return out.stream()
                    .filter(line -> line.matches(" *[0-9,]+ " + Pattern.quote(verdict) + "\\b.*"))
                    .mapToLong(line -> Long.parseLong(line.strip().split(" ")[0].replace(",", "")))
                    .sum();
        }
    }

    @BeforeAll
    static void explain(EmbeddedBroker broker) throws IOException {
        TinyExplainer.publishWithEvidence(folder, "signed");
        TinyReviewExplainer.publish(folder, "reviews");
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        kafka = new KafkaSide(broker, "audit");
        Map<String, String> settings = kafka.settings();
        settings.put("explainer.store", folder.toString());
        settings.put("explainers", "signed,reviews");
        settings.put("request.digest.key", "a key of the audit's test");
        settings.put("verify", "sampled");
        settings.put("verify.sample.rate", "0.5");
        StreamerProcess.settings(folder, settings);
        List<String> keys = IntStream.range(0, RECORDS).mapToObj(i -> "r" + i).toList();
        try (Streamer streamer = Streamer.start(StreamerConfig.load(folder.resolve("streamer.properties")))) {
            for (int i = 0; i < RECORDS; i++) {
                kafka.publish(keys.get(i), request(i));
            }
            kafka.answered(keys);
            assertThat(streamer.httpPort()).isPositive();
        }
    }

    /** Returns molecules and reviews of several lengths; one in a hundred is refused. */
    private static String request(int i) {
        String id = "{\"id\":\"r" + i + "\",";
        if (i % 100 == 50) {
            return id + "\"smiles\":\"no molecule\"}";
        }
        return id
                + (i % 2 == 0
                        ? "\"smiles\":\"" + "CCO".repeat(1 + i % 5) + "\"}"
                        : "\"text\":\"good" + " film".repeat(i % 7) + "\"}");
    }

    @Test
    @Order(1)
    void everyExplanationIsProven() {
        Run run = audit("--from", "PT1H");

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).as(String.join("\n", run.out())).isZero();
        assertThat(run.count("equal to the last bit")).isEqualTo(RECORDS - 3);
        assertThat(run.count("refused, with a dead letter")).isEqualTo(3);
        assertThat(run.count("in total")).isEqualTo(RECORDS - 3);
    }

    @Test
    @Order(2)
    void auditsTheOffsetsThatItIsAskedFor() {
        Run run = audit("--from", "0@100", "--to", "0@151");

        assertThat(run.exitCode()).isZero();
        assertThat(run.count("in total")).isEqualTo(50);
        assertThat(run.count("refused, with a dead letter")).isEqualTo(1);
        assertThat(audit("--from", "1@0").count("in total")).isZero();
    }

    @Test
    @Order(3)
    void findsWhatIsNotAsItWas() {
        forge("r10", explanation -> {
            List<Float> weights = new ArrayList<>(explanation.getMask().getWeights());
            weights.set(1, weights.get(1) / 2);
            explanation.getMask().setWeights(weights);
        });
        forge("r11", explanation -> explanation.getProvenance().setRequestDigest("sha256:" + "0".repeat(64)));
        forge("r12", explanation -> explanation.getExplainer().setVersion(9));
        forge("r13", explanation -> explanation.getExplainer().setName("../" + folder.getFileName()));
        forge("r14", explanation -> explanation.getProvenance().getSource().setOffset(1_000_000L));
        forge("r15", explanation -> explanation.setProvenance(null));
        producer.send(new ProducerRecord<>("audit-explanations", "what is this".getBytes(UTF_8)));
        producer.flush();
        kafka.publish("nobody", "{\"id\":\"nobody\",\"smiles\":\"CCO\"}");
        kafka.flush();

        Run run = audit("--from", "PT1H");

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.count("equal to the last bit")).isEqualTo(RECORDS - 3);
        assertThat(run.count("different")).isEqualTo(1);
        assertThat(run.count("of a request with a different digest")).isEqualTo(1);
        assertThat(run.count("by a version that the store does not have")).isEqualTo(2);
        assertThat(run.count("of a request that no longer exists")).isEqualTo(1);
        assertThat(run.count("unreadable, or without provenance")).isEqualTo(2);
        assertThat(run.count("requests without an explanation")).isEqualTo(1);
        assertThat(run.count("repeated explanations")).isEqualTo(4);
        assertThat(run.out())
                .anyMatch(line ->
                        line.matches("audit-explanations-0@\\d+, id 'r10', of audit-requests-0@10: mask.weights\\[1\\]"
                                + " was 0.05 and is now 0.1"))
                .anyMatch(
                        line -> line.matches("audit-requests-0@300: it has neither an explanation nor a dead letter"));
    }

    @Test
    @Order(4)
    void saysWhatIsWrongWithTheCall() {
        assertThat(audit("--from", "yesterday").exitCode()).isEqualTo(2);
        assertThat(audit("--from", "yesterday").err()).contains("--from must be a time such as 2026-05-01T06:00:00Z");
    }

    /** Publishes an explanation again, with a change. */
    private void forge(String key, Consumer<Explanation> change) {
        Explanation explanation = codec.decode(kafka.explained(key).value());
        change.accept(explanation);
        producer.send(new ProducerRecord<>("audit-explanations", codec.encode(explanation)));
    }

    private static Run audit(String... arguments) {
        List<String> all = new ArrayList<>(List.of(
                "audit", "--config", folder.resolve("streamer.properties").toString()));
        all.addAll(List.of(arguments));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = new CommandLine(new StreamerCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all.toArray(String[]::new));
        return new Run(exitCode, out.toString().lines().toList(), err.toString());
    }
}
