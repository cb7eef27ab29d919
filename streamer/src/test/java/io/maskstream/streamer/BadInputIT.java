package io.maskstream.streamer;

import static io.maskstream.streamer.KafkaSide.header;
import static org.assertj.core.api.Assertions.assertThat;

import io.maskstream.broker.EmbeddedBroker;
import io.maskstream.schemas.record.AvroCodec;
import io.maskstream.schemas.record.Explanation;
import io.maskstream.schemas.record.ExplanationRequest;
import io.maskstream.schemas.record.Molecule;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What cannot be explained goes to the dead-letter topic as it was, with the reason, and takes nobody with it. */
@Timeout(120)
class BadInputIT {

    @TempDir
    static Path store;

    private static EmbeddedBroker broker;
    private static KafkaSide kafka;
    private static Streamer streamer;

    @BeforeAll
    static void startStreamer() {
        TinyExplainer.publish(store, "tiny");
        broker = EmbeddedBroker.start(Map.of());
        kafka = new KafkaSide(broker, "bad");
        Map<String, String> settings = kafka.settings();
        settings.put("explainer.store", store.toString());
        settings.put("explainers", "tiny");
        streamer = Streamer.start(new StreamerConfig(settings));
    }

    @AfterAll
    static void stopStreamer() {
        streamer.close();
        kafka.close();
        broker.close();
    }

    @Test
    void refusesBytesOfNoKnownEncoding() {
        assertRefused(new byte[] {0x42, 0x00, (byte) 0xFF}, "unreadable", "0x42");
    }

    @Test
    void refusesAvroThatIsCutOff() {
        byte[] whole = AvroCodec.singleObject(ExplanationRequest.class)
                .encode(new ExplanationRequest("m1", null, new Molecule("CCO")));
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
                "id 'm1': field 'explainer' names 'tyni', which is not served here; there are tiny (molecule)");
    }

    @Test
    void refusesAKindThatNoExplainerServes() {
        assertRefused(
                "{\"id\":\"m1\",\"text\":\"what a film\"}",
                "unserved_kind",
                "id 'm1': field 'input' is a review, and no explainer that is served here takes one");
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
                "{\"id\":\"m1\",\"smiles\":\"C1CC(\"}", "unparsable", "id 'm1': field 'smiles' is no valid SMILES");
    }

    @Test
    void refusesASmilesThatIsTooLong() {
        assertRefused(
                "{\"id\":\"m1\",\"smiles\":\"" + "C".repeat(TinyExplainer.LONGEST + 1) + "\"}",
                "too_long",
                "id 'm1': field 'smiles' has 17 characters, and this explainer takes at most 16");
    }

    @Test
    void refusesCharactersOutsideOfTheVocabulary() {
        assertRefused(
                "{\"id\":\"m1\",\"smiles\":\"CC[Si]\"}",
                "unknown_characters",
                "id 'm1': field 'smiles' has characters");
    }

    @Test
    void aHeaderThatClaimsToBeTheExplanationChangesNothing() {
        String key = UUID.randomUUID().toString();
        var lie = new RecordHeader("maskstream.explained", bytes("a lie"));
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

    /** Publishes a bad record among good ones, in one batch. */
    private static ConsumerRecord<String, byte[]> assertRefused(byte[] value, String reason, String message) {
        String key = UUID.randomUUID().toString();
        List<String> neighbours = List.of(key + "-before", key + "-after");
        kafka.publish(neighbours.get(0), json(neighbours.get(0)));
        kafka.publish(key, value);
        kafka.publish(neighbours.get(1), json(neighbours.get(1)));
        ConsumerRecord<String, byte[]> letter = kafka.refused(key);
        assertThat(letter.value()).isEqualTo(value);
        assertThat(header(letter, "maskstream.reason")).isEqualTo(reason);
        assertThat(header(letter, "__streams.errors.message"))
                .startsWith("record bad-requests-0@" + header(letter, "__streams.errors.offset"))
                .contains(message);
        assertThat(kafka.explained(neighbours)).hasSize(2);
        assertThat(Scrape.value(streamer.httpPort(), "maskstream_dead_letters_total{reason=\"" + reason + "\"}"))
                .isPositive();
        assertThat(Scrape.value(streamer.httpPort(), "maskstream_lookahead_fallbacks_total"))
                .isZero();
        return letter;
    }

    private static String json(String id) {
        return "{\"id\":\"" + id + "\",\"smiles\":\"CCO\"}";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
