package io.maskstream.streamer.app;

import static io.maskstream.streamer.app.KafkaSide.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maskstream.broker.EmbeddedBroker;
import io.maskstream.schemas.record.AvroCodec;
import io.maskstream.schemas.record.Explanation;
import io.maskstream.schemas.record.ExplanationRequest;
import io.maskstream.schemas.record.Molecule;
import io.maskstream.schemas.record.Review;
import io.maskstream.streamer.config.StreamerConfig;
import io.maskstream.streamer.engine.TinyExplainer;
import io.maskstream.streamer.engine.TinyReviewExplainer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Records that cannot be explained go to the dead-letter topic unchanged, with the reason, and affect no other records.
 */
@ExtendWith(SharedBroker.class)
@Timeout(120)
class BadInputIT {

    @TempDir
    static Path store;

    private static EmbeddedBroker broker;
    private static RunningStreamer streamer;
    private static KafkaSide kafka;

    @BeforeAll
    static void startStreamer() {
        TinyExplainer.publish(store, "tiny");
        TinyReviewExplainer.publish(store, "reviews");
        broker = EmbeddedBroker.start(Map.of("message.max.bytes", Integer.toString(KafkaSide.LARGEST_RECORD)));
        streamer = RunningStreamer.start(broker, "bad", store, Map.of("explainers", "tiny, reviews"));
        kafka = streamer.kafka();
    }

    @AfterAll
    static void stop() {
        streamer.close();
        broker.close();
    }

    @Test
    void refusesBytesOfNoKnownEncoding() {
        assertRefused(new byte[] {0x42, 0x00, (byte) 0xFF}, "unreadable", "0x42");
    }

    @Test
    void refusesAvroThatIsCutOff() {
        byte[] whole = AvroCodec.singleObject(ExplanationRequest.class)
                .encode(new ExplanationRequest("m1", null, new Molecule("CCO"), null));
        assertRefused(Arrays.copyOf(whole, whole.length - 2), "unreadable", "");
    }

    @Test
    void refusesJsonWithAMissingField() {
        assertRefused("{\"smiles\":\"CCO\"}", "unreadable", "'id'");
    }

    @Test
    void refusesARecordWithoutAValue() {
        ConsumerRecord<String, byte[]> letter = assertRefused((byte[]) null, "unreadable", "no value (null)");
        assertThat(letter.value()).isNull();
    }

    @Test
    void refusesAnUnknownExplainer() {
        assertRefused(
                "{\"id\":\"m1\",\"explainer\":\"tyni\",\"smiles\":\"CCO\"}",
                "unknown_explainer",
                "id 'm1': field 'explainer' names 'tyni', which is not served here; available: tiny (molecule), reviews (review)");
    }

    @Test
    void refusesAKindThatNoExplainerServes() {
        assertRefused(
                "{\"id\":\"m1\",\"image\":\"AAECAwQF\",\"width\":1,\"height\":2}",
                "unserved_kind",
                "id 'm1': field 'input' is an image, and no explainer that is served here takes one");
    }

    @Test
    void refusesAKindThatTheNamedExplainerDoesNotTake() {
        assertRefused(
                "{\"id\":\"m1\",\"explainer\":\"tiny\",\"text\":\"what a film\"}",
                "wrong_kind",
                "id 'm1': field 'explainer' names 'tiny', which takes a molecule, but field 'input' is a review");
    }

    @Test
    void refusesAnEmptySmiles() {
        assertRefused("{\"id\":\"m1\",\"smiles\":\"\"}", "empty", "id 'm1': field 'smiles' is empty");
    }

    @Test
    void refusesASmilesThatCannotBeParsed() {
        assertRefused(
                "{\"id\":\"m1\",\"smiles\":\"C1CC(\"}", "unparsable", "id 'm1': field 'smiles' is not valid SMILES");
    }

    @Test
    void refusesASmilesThatIsTooLong() {
        assertRefused(
                "{\"id\":\"m1\",\"smiles\":\"" + "C".repeat(TinyExplainer.LONGEST + 1) + "\"}",
                "too_long",
                "id 'm1': field 'smiles' has 17 characters, but this explainer takes at most 16");
    }

    @Test
    void refusesCharactersOutsideOfTheVocabulary() {
        assertRefused(
                "{\"id\":\"m1\",\"smiles\":\"CC[Si]\"}",
                "unknown_characters",
                "id 'm1': field 'smiles' has characters");
    }

    @Test
    void refusesAReviewThatIsEmpty() {
        assertRefused("{\"id\":\"r1\",\"text\":\"\"}", "empty", "id 'r1': field 'text' is empty");
        assertRefused("{\"id\":\"r1\",\"text\":\" \\t\\n\"}", "empty", "id 'r1': field 'text' is empty");
    }

    @Test
    void refusesAReviewWithoutAWord() {
        assertRefused(review("\ud83d\ude00 ... <br />"), "empty", "id 'r1': field 'text' has no word");
    }

    @Test
    void refusesAReviewWithoutAKnownWord() {
        assertRefused(
                review("quelque chose"),
                "unknown_words",
                "id 'r1': field 'text' has no word that this explainer's model was trained on");
    }

    @Test
    void refusesAReviewThatIsNoUtf8() {
        byte[] json = bytes(review("good ?? film"));
        byte[] avro = AvroCodec.singleObject(ExplanationRequest.class)
                .encode(new ExplanationRequest("r1", null, new Review("good ?? film"), null));
        for (byte[] value : List.of(json, avro)) {
            for (int i = 0; i < value.length; i++) {
                if (value[i] == '?') {
                    value[i] = (byte) 0xFF;
                }
            }
        }
        assertRefused(json, "unreadable", "Invalid UTF-8");
        assertRefused(avro, "unreadable", "field 'input.text' cannot be read");
    }

    /**
     * The streamer's producer sends at most 1 MiB by default, so the letter only states the size of the omitted value.
     */
    @Test
    void refusesTenMegabytesOfTextWithALetterThatLeavesThemOut() {
        String key = UUID.randomUUID().toString();
        byte[] value = bytes(review("good ".repeat(2 << 20)));
        List<String> neighbours = publishAmongGoodOnes(key, value);
        ConsumerRecord<String, byte[]> letter = kafka.refused(key);
        assertThat(letter.value()).isNull();
        assertThat(header(letter, "maskstream.omitted.value.bytes")).isEqualTo(Integer.toString(value.length));
        assertThat(header(letter, "maskstream.reason")).isEqualTo("too_long");
        assertThat(header(letter, "__streams.errors.message"))
                .endsWith("id 'r1': field 'text' has 10485760 characters; at most 200000 are allowed");
        assertThat(kafka.explained(neighbours)).hasSize(neighbours.size());
    }

    @Test
    void refusesTenMegabytesOfTextInFullWhereItsProducerMaySendThem() {
        try (KafkaSide large = new KafkaSide(broker, "large")) {
            Map<String, String> settings = large.settings();
            settings.put("explainer.store", store.toString());
            settings.put("explainers", "reviews");
            settings.put("producer.max.request.size", Integer.toString(KafkaSide.LARGEST_RECORD));
            try (Streamer permissive = Streamer.start(new StreamerConfig(settings))) {
                byte[] value = bytes(review("good ".repeat(2 << 20)));
                large.publish("huge", value);
                large.publish("good", review("a good film"));
                assertThat(large.refused("huge").value()).isEqualTo(value);
                assertThat(large.explained("good")).isNotNull();
                assertThat(Scrape.value(permissive.httpPort(), "maskstream_dead_letters_total{reason=\"too_long\"}"))
                        .isEqualTo(1);
            }
        }
    }

    @Test
    void aBrokerOfDefaultSettingsTakesNoTenMegabytesInTheFirstPlace(EmbeddedBroker usual) {
        try (KafkaSide publisher = new KafkaSide(usual, "usual")) {
            assertThatThrownBy(() -> publisher.publishAndWait("huge", bytes(review("good ".repeat(2 << 20)))))
                    .hasCauseInstanceOf(RecordTooLargeException.class);
        }
    }

    @Test
    void explainsAReviewWithControlCharacters() {
        assertExplained("a\u0000good\u0007\u001b[31m film\u009b", "a", "good", "31m", "film");
    }

    @Test
    void explainsEmojiAndRightToLeftTextWithOffsetsInCodePoints() {
        assertExplained(
                "\ud83d\ude00\ud83d\udc68\u200d\ud83d\udc69 good\ud83d\ude00film \ud835\udc00x \u05e1\u05e8\u05d8 \u05d8\u05d5\u05d1! "
                        + "\u202e\u0641\u064a\u0644\u0645 \u2764\ufe0f great",
                "good",
                "film",
                "\ud835\udc00x",
                "\u05e1\u05e8\u05d8",
                "\u05d8\u05d5\u05d1",
                "\u0641\u064a\u0644\u0645",
                "great");
    }

    @Test
    void aHeaderThatClaimsToBeTheExplanationChangesNothing() {
        String key = UUID.randomUUID().toString();
        var lie = new RecordHeader("maskstream.outcome", bytes("a lie"));
        kafka.publish(key, bytes(json(key)), System.currentTimeMillis(), List.of(lie));
        ConsumerRecord<String, byte[]> explanation = kafka.explained(key);
        assertThat(AvroCodec.singleObject(Explanation.class)
                        .decode(explanation.value())
                        .getId())
                .isEqualTo(key);
        assertThat(explanation.headers()).isEmpty();
    }

    @Test
    void aRecordThatIsTooLargeForADeadLetterIsRefusedWithoutItsValue() {
        String key = UUID.randomUUID().toString();
        byte[] value = new byte[1_048_400];
        Arrays.fill(value, (byte) 'x');
        kafka.publish(key, value);
        ConsumerRecord<String, byte[]> letter = kafka.refused(key);
        assertThat(letter.value()).isNull();
        assertThat(header(letter, "maskstream.omitted.value.bytes")).isEqualTo("1048400");
        assertThat(header(letter, "__streams.errors.offset")).isNotEmpty();
        kafka.publish(key, json(key));
        kafka.explained(key);
    }

    private static void assertRefused(String value, String reason, String message) {
        assertRefused(bytes(value), reason, message);
    }

    /** Publishes a bad record among good ones of both kinds, in one poll, and checks its refusal. */
    private static ConsumerRecord<String, byte[]> assertRefused(byte[] value, String reason, String message) {
        String key = UUID.randomUUID().toString();
        List<String> neighbours = publishAmongGoodOnes(key, value);
        ConsumerRecord<String, byte[]> letter = kafka.refused(key);
        assertThat(letter.value()).isEqualTo(value);
        assertThat(header(letter, "maskstream.reason")).isEqualTo(reason);
        assertThat(header(letter, "__streams.errors.message"))
                .startsWith("record bad-requests-0@" + header(letter, "__streams.errors.offset"))
                .contains(message);
        assertThat(kafka.explained(neighbours)).hasSize(neighbours.size());
        assertThat(Scrape.value(streamer.httpPort(), "maskstream_dead_letters_total{reason=\"" + reason + "\"}"))
                .isPositive();
        assertThat(Scrape.value(streamer.httpPort(), "maskstream_lookahead_fallbacks_total"))
                .isZero();
        return letter;
    }

    private static List<String> publishAmongGoodOnes(String key, byte[] value) {
        List<String> neighbours =
                Stream.of("-m1", "-r1", "-m2", "-r2").map(key::concat).toList();
        kafka.publish(neighbours.get(0), json(neighbours.get(0)));
        kafka.publish(neighbours.get(1), review("a good film"));
        kafka.publish(key, value);
        kafka.publish(neighbours.get(2), json(neighbours.get(2)));
        kafka.publish(neighbours.get(3), review("a bad film"));
        return neighbours;
    }

    /** Publishes a review, and checks the words of its spans. */
    private static void assertExplained(String text, String... words) {
        String key = UUID.randomUUID().toString();
        List<String> neighbours = publishAmongGoodOnes(
                key,
                AvroCodec.singleObject(ExplanationRequest.class)
                        .encode(new ExplanationRequest("r1", null, new Review(text), null)));
        Explanation explanation = AvroCodec.singleObject(Explanation.class)
                .decode(kafka.explained(key).value());
        int[] codePoints = text.codePoints().toArray();
        assertThat(explanation.getSpans())
                .extracting(span -> new String(codePoints, span.getStart(), span.getEnd() - span.getStart()))
                .containsExactly(words);
        assertThat(kafka.explained(neighbours)).hasSize(neighbours.size());
    }

    private static String review(String text) {
        return "{\"id\":\"r1\",\"text\":\"" + text + "\"}";
    }

    private static String json(String id) {
        return "{\"id\":\"" + id + "\",\"smiles\":\"CCO\"}";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
