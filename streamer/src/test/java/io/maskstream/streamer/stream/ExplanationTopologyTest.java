package io.maskstream.streamer.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.schemas.record.AvroCodec;
import io.maskstream.schemas.record.ClassPrediction;
import io.maskstream.schemas.record.ClassProbability;
import io.maskstream.schemas.record.Explanation;
import io.maskstream.schemas.record.ExplanationRequest;
import io.maskstream.schemas.record.ExplanationWriter;
import io.maskstream.schemas.record.Molecule;
import io.maskstream.schemas.record.RequestDigest;
import io.maskstream.schemas.record.RequestReader;
import io.maskstream.schemas.record.SchemaRegistry;
import io.maskstream.schemas.record.SchemaRegistryException;
import io.maskstream.schemas.record.ValueFormat;
import io.maskstream.schemas.record.ValuePrediction;
import io.maskstream.schemas.record.WeightedSpan;
import io.maskstream.streamer.config.KafkaSettings;
import io.maskstream.streamer.config.StreamerConfig;
import io.maskstream.streamer.drift.DriftMetrics;
import io.maskstream.streamer.drift.DriftMonitor;
import io.maskstream.streamer.drift.MadeUpReviews;
import io.maskstream.streamer.engine.Explainer;
import io.maskstream.streamer.engine.ServedExplainers;
import io.maskstream.streamer.engine.TinyExplainer;
import io.maskstream.streamer.engine.TinyReviewExplainer;
import io.maskstream.streamer.explain.BatchExplainer;
import io.maskstream.streamer.explain.ExplainedBatches;
import io.maskstream.streamer.explain.Lookahead;
import io.maskstream.streamer.explain.PollProgress;
import io.maskstream.streamer.explain.RequestPreparation;
import io.maskstream.streamer.explain.VerificationPolicy;
import io.maskstream.streamer.kafka.KnownLimits;
import io.maskstream.streamer.kafka.TopicLimits;
import io.maskstream.streamer.live.LiveRecord;
import io.maskstream.streamer.metrics.PrometheusMetrics;
import io.maskstream.streamer.metrics.StreamerMetrics;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the topology without a consumer; every record is looked ahead on its own. */
class ExplanationTopologyTest {

    private static final byte[] KEY = bytes("key");
    private static final Instant TIMESTAMP = Instant.ofEpochMilli(1_700_000_000_000L);

    @TempDir
    static Path store;

    private static List<ExplainerArtifact> artifacts;
    private static ServedExplainers explainers;

    private final List<LiveRecord> left = new ArrayList<>();
    private PrometheusMeterRegistry registry;
    private TopologyTestDriver driver;
    private Lookahead lookahead;
    private long offset;
    private TestInputTopic<byte[], byte[]> requests;
    private TestOutputTopic<byte[], byte[]> explanations;
    private TestOutputTopic<byte[], byte[]> deadLetters;

    @BeforeAll
    static void loadExplainer() {
        artifacts = List.of(
                TinyExplainer.publish(store, "tiny"),
                TinyReviewExplainer.publish(store, "reviews"),
                MadeUpReviews.publishExplainer(store, "profiled"));
        explainers = ServedExplainers.load(artifacts);
    }

    @AfterAll
    static void closeExplainer() {
        explainers.close();
    }

    @BeforeEach
    void startTopology() {
        start(Map.of());
    }

    private void start(Map<String, String> more) {
        start(more, new RequestReader());
    }

    private void start(Map<String, String> more, RequestReader reader) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "bootstrap.servers", "none:1", "explainer.store", store.toString(), "explainers", "tiny,reviews"));
        settings.putAll(more);
        StreamerConfig config = new StreamerConfig(settings);
        registry = PrometheusMetrics.registry();
        StreamerMetrics metrics = new StreamerMetrics(
                registry, explainers.all().stream().map(Explainer::identity).toList(), Clock.systemUTC());
        RequestPreparation preparation = new RequestPreparation(reader, RequestDigest.plain(), explainers, metrics);
        PollProgress progress = KafkaSettings.pollProgress(config);
        DriftMonitor drift = new DriftMonitor(explainers, config.driftWindowRecords(), System::nanoTime);
        DriftMetrics.register(drift, registry.getPrometheusRegistry());
        BatchExplainer explainer =
                new BatchExplainer(new ExplanationWriter(ValueFormat.AVRO), VerificationPolicy.NEVER, metrics, drift);
        KnownLimits explained =
                new KnownLimits(TopicLimits.ofProducer(config.explanationsTopic(), config.largestRecordBytes()));
        KnownLimits refused =
                new KnownLimits(TopicLimits.ofProducer(config.deadLettersTopic(), config.largestRecordBytes()));
        lookahead = new Lookahead(
                preparation,
                explainer,
                32,
                KafkaSettings.lookaheadBudget(config),
                explained,
                metrics,
                progress,
                config.traces(),
                config.cloudEvents(),
                ExplainedBatches.NONE);
        Properties kafka = new Properties();
        kafka.putAll(KafkaSettings.stream(config, 1, explained, refused, new AtomicBoolean(), metrics, left::add));
        driver = new TopologyTestDriver(
                ExplanationTopology.between(
                        config.requestsTopic(),
                        config.explanationsTopic(),
                        metrics,
                        left::add,
                        progress,
                        config.cloudEvents()),
                kafka);
        requests =
                driver.createInputTopic("explanation-requests", new ByteArraySerializer(), new ByteArraySerializer());
        explanations =
                driver.createOutputTopic("explanations", new ByteArrayDeserializer(), new ByteArrayDeserializer());
        deadLetters = driver.createOutputTopic(
                "explanation-requests-dlq", new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @AfterEach
    void stopTopology() {
        driver.close();
        lookahead.close();
    }

    @Test
    void explainsAMolecule() {
        publish("{\"id\":\"m1\",\"smiles\":\"CCO\"}");
        Explanation explanation = AvroCodec.singleObject(Explanation.class).decode(explanations.readValue());
        assertThat(explanation.getId()).isEqualTo("m1");
        assertThat(explanation.getExplainer()).isEqualTo(explainers.all().get(0).identity());
        assertThat(explanation.getPrediction())
                .isEqualTo(new ValuePrediction("tokens", TinyExplainer.prediction("CCO"), "points"));
        assertThat(explanation.getMaskedPrediction()).isNull();
        assertThat(explanation.getMask().getShape()).containsExactly(3);
        assertThat(explanation.getMask().getWeights()).containsExactly(0.1f, 0.1f, 1f);
        assertThat(explanation.getMask().getArea()).isEqualTo(0.4f);
        assertThat(explanation.getSpans()).hasSize(3);
        assertThat(explanation.getSpans().get(2).getStart()).isEqualTo(2);
        assertThat(explanation.getSpans().get(2).getEnd()).isEqualTo(3);
        assertThat(explanation.getSpans().get(2).getAtom()).isEqualTo(2);
        assertThat(explanation.getSpans().get(2).getWeight()).isEqualTo(1f);
    }

    @Test
    void explainsAReviewBesideIt() {
        publish("{\"id\":\"m1\",\"smiles\":\"CCO\"}");
        publish("{\"id\":\"r1\",\"text\":\"\ud83d\ude00 I LOVE it!<br />Great film, bad ending\"}");
        assertThat(explanations.readValue()).isNotNull();
        Explanation explanation = AvroCodec.singleObject(Explanation.class).decode(explanations.readValue());
        assertThat(explanation.getId()).isEqualTo("r1");
        assertThat(explanation.getExplainer()).isEqualTo(explainers.all().get(1).identity());
        List<ClassProbability> classes = ((ClassPrediction) explanation.getPrediction()).getClasses();
        assertThat(classes).extracting(ClassProbability::getName).containsExactly("positive", "negative");
        // "Love" and "great" minus "bad" give a logit of 1.
        assertThat(classes.get(0).getProbability()).isCloseTo((float) (1 / (1 + Math.exp(-1))), within(1e-6f));
        assertThat(classes.get(1).getProbability()).isCloseTo((float) (1 / (1 + Math.exp(1))), within(1e-6f));
        assertThat(explanation.getMask().getShape()).containsExactly(7);
        assertThat(explanation.getMask().getWeights()).containsExactly(0.05f, 1f, 0.05f, 1f, 0.05f, 1f, 0.05f);
        assertThat(explanation.getSpans()).hasSize(7);
        assertThat(explanation.getSpans().get(3)).isEqualTo(new WeightedSpan(18, 23, 1f, null, null));
        assertThat(counted("explained", "reviews", "1")).isEqualTo(1);
        assertThat(counted("explained", "tiny", "1")).isEqualTo(1);
    }

    @Test
    void aReviewOfUnknownWordsIsADeadLetter() {
        publish("{\"id\":\"r1\",\"text\":\"quelque chose\"}");
        TestRecord<byte[], byte[]> letter = deadLetters.readRecord();
        assertThat(header(letter, "maskstream.reason")).isEqualTo("unknown_words");
        assertThat(header(letter, "__streams.errors.message"))
                .isEqualTo(
                        "record explanation-requests-0@0, id 'r1': field 'text' has no word that this explainer's model"
                                + " was trained on");
    }

    @Test
    void explainsAnAvroRequest() {
        byte[] value = AvroCodec.singleObject(ExplanationRequest.class)
                .encode(new ExplanationRequest("m1", "tiny", new Molecule("CCO"), null));
        pipe(new TestRecord<>(KEY, value));
        assertThat(explanations.isEmpty()).isFalse();
    }

    @Test
    void keepsKeyHeadersAndTimestamp() {
        Headers headers = new RecordHeaders().add("trace", bytes("abc")).add("trace", bytes("def"));
        pipe(new TestRecord<>(KEY, bytes("{\"id\":\"m1\",\"smiles\":\"CCO\"}"), headers, TIMESTAMP));
        TestRecord<byte[], byte[]> explanation = explanations.readRecord();
        assertThat(explanation.key()).isEqualTo(KEY);
        assertThat(explanation.getHeaders()).isEqualTo(headers);
        assertThat(explanation.getRecordTime()).isEqualTo(TIMESTAMP);
    }

    @Test
    void anExplanationIsACloudEventWhereThatIsAskedFor() {
        stopTopology();
        start(Map.of("cloudevents", "true", "application.id", "explainers"));
        Headers asked = new RecordHeaders()
                .add("ce_id", bytes("request-7"))
                .add("ce_subject", bytes("a request"))
                .add("ce_traceparent", bytes("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"));
        pipe(new TestRecord<>(KEY, bytes("{\"id\":\"m1\",\"smiles\":\"CCO\"}"), asked, TIMESTAMP));
        assertThat(explanations.readRecord().getHeaders())
                .isEqualTo(new RecordHeaders()
                        .add("ce_traceparent", bytes("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"))
                        .add("ce_specversion", bytes("1.0"))
                        .add("ce_id", bytes("explanation-requests-0@0"))
                        .add("ce_source", bytes("/explainers"))
                        .add("ce_type", bytes("io.maskstream.explanation"))
                        .add("ce_time", bytes(TIMESTAMP.toString()))
                        .add("content-type", bytes("application/avro")));
    }

    @Test
    void doesNotTrustAHeaderThatClaimsToBeTheExplanation() {
        Headers headers = new RecordHeaders().add("maskstream.outcome", bytes("a lie"));
        pipe(new TestRecord<>(KEY, bytes("{\"id\":\"m1\",\"smiles\":\"CCO\"}"), headers));
        TestRecord<byte[], byte[]> explanation = explanations.readRecord();
        assertThat(AvroCodec.singleObject(Explanation.class)
                        .decode(explanation.value())
                        .getId())
                .isEqualTo("m1");
        assertThat(explanation.getHeaders()).isEmpty();
    }

    @Test
    void aDeadLetterIsTheRawRecordWithTheReason() {
        byte[] value = bytes("{\"id\":\"m1\",\"smiles\":\"  \"}");
        Headers headers = new RecordHeaders().add("trace", bytes("abc"));
        pipe(new TestRecord<>(KEY, value, headers, TIMESTAMP));
        TestRecord<byte[], byte[]> letter = deadLetters.readRecord();
        assertThat(letter.key()).isEqualTo(KEY);
        assertThat(letter.value()).isEqualTo(value);
        assertThat(letter.getRecordTime()).isEqualTo(TIMESTAMP);
        assertThat(header(letter, "trace")).isEqualTo("abc");
        assertThat(header(letter, "maskstream.reason")).isEqualTo("empty");
        assertThat(header(letter, "__streams.errors.message"))
                .isEqualTo("record explanation-requests-0@0, id 'm1': field 'smiles' is empty");
        assertThat(header(letter, "__streams.errors.stacktrace")).hasLineCount(1);
        assertThat(explanations.isEmpty()).isTrue();
        assertThat(registry.get("maskstream.dead.letters")
                        .tag("reason", "empty")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(counted("dead_letter", "none", "none")).isEqualTo(1);
    }

    @Test
    void aRecordOnWhichTheModelFailsIsADeadLetterAndTheNextIsExplained() {
        publish("{\"id\":\"bad\",\"smiles\":\"C" + TinyExplainer.POISON + "\"}");
        publish("{\"id\":\"nan\",\"smiles\":\"C" + TinyExplainer.OVERFLOW + "\"}");
        publish("{\"id\":\"good\",\"smiles\":\"CC\"}");
        List<TestRecord<byte[], byte[]>> letters = deadLetters.readRecordsToList();
        assertThat(letters)
                .extracting(letter -> header(letter, "maskstream.reason"))
                .containsOnly("model_failure");
        assertThat(letters)
                .extracting(letter -> header(letter, "__streams.errors.message"))
                .satisfiesExactly(
                        poison -> assertThat(poison).contains("id 'bad'", "the model failed on it"),
                        nan -> assertThat(nan).contains("id 'nan'", "not a number"));
        assertThat(explanations.getQueueSize()).isEqualTo(1);
    }

    @Test
    void countsWhatItExplains() {
        publish("{\"id\":\"m1\",\"smiles\":\"CCO\"}");
        assertThat(counted("explained", "tiny", "1")).isEqualTo(1);
        assertThat(registry.get("maskstream.explanation.latency").timer().count())
                .isEqualTo(1);
    }

    @Test
    void comparesWhatItExplainsWithTheProfileOfTheExplainer() {
        driver.close();
        start(Map.of("drift.window.records", "100"));
        for (String remark : MadeUpReviews.remarks(50, 1)) {
            publish("{\"id\":\"r\",\"explainer\":\"profiled\",\"text\":\"" + remark + "\"}");
            publish("{\"id\":\"r\",\"explainer\":\"reviews\",\"text\":\"" + remark + "\"}");
        }
        assertThat(registry.scrape().lines().filter(line -> line.startsWith("maskstream_drift_")))
                .hasSize(6 + 6 + 1 + 1)
                .allSatisfy(line -> assertThat(line).contains("{explainer=\"profiled\","))
                .anySatisfy(line -> {
                    assertThat(line).contains("maskstream_drift_psi{", "measure=\"length\"");
                    assertThat(Double.parseDouble(line.substring(line.indexOf(' '))))
                            .isGreaterThan(1);
                });
        assertThat(registry.get("maskstream.stage")
                        .tag("stage", "drift")
                        .timer()
                        .count())
                .isEqualTo(50);
    }

    @Test
    void anExplanationThatTheProducerCannotSendIsADeadLetter() {
        driver.close();
        start(Map.of("producer.max.request.size", "2000"));
        publish("{\"id\":\"" + "x".repeat(1800) + "\",\"smiles\":\"C(CCCCCCCCCCCC)O\"}");
        TestRecord<byte[], byte[]> letter = deadLetters.readRecord();
        assertThat(header(letter, "maskstream.reason")).isEqualTo("too_large");
        assertThat(header(letter, "__streams.errors.message")).contains("producer.max.request.size");
        assertThat(letter.getHeaders().lastHeader("maskstream.outcome")).isNull();
    }

    @Test
    void stopsForAFaultThatIsNotTheRecords() {
        explainers.close();
        try {
            assertThatThrownBy(() -> publish("{\"id\":\"m1\",\"smiles\":\"CCO\"}"))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(deadLetters.isEmpty()).isTrue();
        } finally {
            explainers = ServedExplainers.load(artifacts);
        }
    }

    @Test
    void aRegistryThatDoesNotAnswerIsNoFaultOfTheRecord() {
        byte[] confluent = {0, 0, 0, 0, 1, 0};
        SchemaRegistry unreachable = new SchemaRegistry(URI.create("http://127.0.0.1:1"));
        driver.close();
        start(Map.of(), new RequestReader(unreachable));
        assertThatThrownBy(() -> pipe(new TestRecord<>(KEY, confluent))).isInstanceOf(SchemaRegistryException.class);
        assertThat(deadLetters.isEmpty()).isTrue();
    }

    @Test
    void theLiveViewSeesWhatLeavesWithTheRequestItself() {
        publish("{\"id\":\"good\",\"smiles\":\"CCO\"}");
        publish("{\"id\":\"bad\",\"smiles\":\"\"}");
        assertThat(left).hasSize(2).allSatisfy(record -> {
            assertThat(record.origin().topic()).isEqualTo("explanation-requests");
            assertThat(record.timestampMillis()).isEqualTo(TIMESTAMP.toEpochMilli());
        });
        assertThat(left.get(0).request()).isEqualTo(bytes("{\"id\":\"good\",\"smiles\":\"CCO\"}"));
        assertThat(left.get(0).explained().value()).isEqualTo(explanations.readValue());
        assertThat(left.get(1).origin().offset()).isEqualTo(1);
        assertThat(left.get(1).request()).isEqualTo(bytes("{\"id\":\"bad\",\"smiles\":\"\"}"));
        assertThat(left.get(1).refusal().reason().code()).isEqualTo("empty");
    }

    /** Processes a record like the main consumer: the look-ahead comes first. */
    private void pipe(TestRecord<byte[], byte[]> record) {
        Headers headers = record.getHeaders();
        lookahead.explain(List.of(new ConsumerRecord<>(
                "explanation-requests",
                0,
                offset++,
                record.timestamp() == null ? TIMESTAMP.toEpochMilli() : record.timestamp(),
                TimestampType.CREATE_TIME,
                0,
                0,
                record.key(),
                record.value(),
                headers,
                Optional.empty())));
        requests.pipeInput(record);
    }

    @Test
    void aPublishersHeadersThatLookLikeOursAreSetApartInADeadLetter() {
        Headers headers = new RecordHeaders()
                .add("__streams.errors.message", bytes("forged"))
                .add("__streams.errors.cause", bytes("forged"))
                .add("maskstream.reason", bytes("forged"))
                .add("published.trace", bytes("mine"))
                .add("trace", bytes("abc"));
        pipe(new TestRecord<>(KEY, bytes("{\"id\":\"m1\",\"smiles\":\"\"}"), headers, TIMESTAMP));
        TestRecord<byte[], byte[]> letter = deadLetters.readRecord();
        for (String name : List.of("__streams.errors.message", "maskstream.reason")) {
            assertThat(letter.getHeaders().headers(name)).hasSize(1);
        }
        assertThat(header(letter, "__streams.errors.message")).contains("is empty");
        assertThat(header(letter, "maskstream.reason")).isEqualTo("empty");
        assertThat(letter.getHeaders().lastHeader("__streams.errors.cause")).isNull();
        assertThat(DeadLetterHandler.published(letter.getHeaders()))
                .extracting(header -> header.key() + "=" + new String(header.value(), StandardCharsets.UTF_8))
                .containsExactly(
                        "__streams.errors.message=forged",
                        "__streams.errors.cause=forged",
                        "maskstream.reason=forged",
                        "published.trace=mine",
                        "trace=abc");
    }

    private void publish(String json) {
        pipe(new TestRecord<>(KEY, bytes(json), TIMESTAMP));
    }

    private double counted(String outcome, String explainer, String version) {
        return registry.get("maskstream.records")
                .tags("outcome", outcome, "explainer", explainer, "version", version)
                .counter()
                .count();
    }

    private static String header(TestRecord<?, ?> record, String name) {
        return new String(record.getHeaders().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
