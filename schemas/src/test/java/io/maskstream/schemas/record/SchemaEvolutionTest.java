package io.maskstream.schemas.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.message.BinaryMessageEncoder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests of writers with an older or newer schema than the reader's. */
class SchemaEvolutionTest {

    private static final Schema OLDER = new Schema.Parser()
            .parse(
                    """
                    {"type": "record", "name": "ExplanationRequest", "namespace": "io.maskstream.schemas.record",
                     "fields": [
                       {"name": "id", "type": "string"},
                       {"name": "input", "type": [
                         {"type": "record", "name": "Molecule", "fields": [{"name": "smiles", "type": "string"}]},
                         {"type": "record", "name": "Image", "fields": [{"name": "data", "type": "bytes"}]}]}]}""");

    private static final Schema NEWER = new Schema.Parser()
            .parse(
                    """
                    {"type": "record", "name": "ExplanationRequest", "namespace": "io.maskstream.schemas.record",
                     "fields": [
                       {"name": "priority", "type": "int"},
                       {"name": "input", "type": [
                         {"type": "record", "name": "Sound", "fields": [{"name": "samples", "type": "bytes"}]},
                         {"type": "record", "name": "Review", "fields": [
                           {"name": "language", "type": ["null", "string"]},
                           {"name": "text", "type": "string"}]}]},
                       {"name": "explainer", "type": ["null", "string"]},
                       {"name": "tags", "type": {"type": "array", "items": "string"}},
                       {"name": "id", "type": "string"}]}""");

    private FakeRegistry fake;
    private RequestReader reader;

    @BeforeEach
    void start() throws IOException {
        fake = new FakeRegistry();
        reader = new RequestReader(new SchemaRegistry(fake.url()));
    }

    @AfterEach
    void stop() {
        fake.close();
    }

    @Test
    void readsAnOlderWriter() throws IOException {
        GenericData.Record molecule = new GenericData.Record(branch(OLDER, 0));
        molecule.put("smiles", "CCO");
        GenericData.Record image = new GenericData.Record(branch(OLDER, 1));
        image.put("data", ByteBuffer.wrap(new byte[] {1, 2}));

        assertThat(reader.read(confluent(older("m1", molecule))))
                .isEqualTo(new ExplanationRequest("m1", null, new Molecule("CCO"), null));
        assertThat(reader.read(confluent(older("i1", image))))
                .isEqualTo(
                        new ExplanationRequest("i1", null, new Image(ByteBuffer.wrap(new byte[] {1, 2}), null), null));
    }

    @Test
    void readsANewerWriter() throws IOException {
        GenericData.Record review = new GenericData.Record(branch(NEWER, 1));
        review.put("language", "he");
        review.put("text", "\u05e9\u05dc\u05d5\u05dd \ud83d\ude00");

        assertThat(reader.read(confluent(newer("r1", review))))
                .isEqualTo(new ExplanationRequest(
                        "r1", "imdb", new Review("\u05e9\u05dc\u05d5\u05dd \ud83d\ude00"), null));
    }

    @Test
    void readsANewerWriterOnSeveralThreads() throws IOException {
        GenericData.Record review = new GenericData.Record(branch(NEWER, 1));
        review.put("language", null);
        review.put("text", "good");
        byte[] value = confluent(newer("r1", review));

        assertThat(IntStream.range(0, 2000).parallel().mapToObj(i -> reader.read(value)))
                .allMatch(new ExplanationRequest("r1", "imdb", new Review("good"), null)::equals);
    }

    @Test
    void refusesOnlyThoseRecordsOfANewerWriterThatItCannotRead() throws IOException {
        GenericData.Record sound = new GenericData.Record(branch(NEWER, 0));
        sound.put("samples", ByteBuffer.wrap(new byte[] {1, 2}));
        byte[] value = confluent(newer("s1", sound));

        assertThatThrownBy(() -> reader.read(value))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessage("field 'input' cannot be read: Found io.maskstream.schemas.record.Sound, "
                        + "expecting union[Image, Review, Molecule]");
    }

    @Test
    void refusesAWriterWithAnotherSchema() throws IOException {
        Schema other = new Schema.Parser()
                .parse("{\"type\":\"record\",\"name\":\"Order\",\"fields\":[{\"name\":\"id\",\"type\":\"int\"}]}");
        GenericData.Record order = new GenericData.Record(other);
        order.put("id", 5);
        byte[] value = confluent(order);

        assertThatThrownBy(() -> reader.read(value))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessage("the value is not a valid ExplanationRequest: Found Order, expecting "
                        + "io.maskstream.schemas.record.ExplanationRequest, missing required field input");
    }

    @Test
    void refusesASingleObjectWithAnotherSchema() throws IOException {
        GenericData.Record molecule = new GenericData.Record(branch(OLDER, 0));
        molecule.put("smiles", "CCO");
        byte[] value = new BinaryMessageEncoder<GenericRecord>(GenericData.get(), OLDER)
                .encode(older("m1", molecule))
                .array();

        assertThatThrownBy(() -> reader.read(value))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessageEndingWith(
                        "not with that of ExplanationRequest; other versions of a schema need a schema registry");
    }

    @Test
    void blamesTheRecordForASchemaIdThatWasNeverGivenOut() {
        for (int id : new int[] {7, -1}) {
            byte[] value = ByteBuffer.allocate(6).put((byte) 0).putInt(id).array();
            assertThatThrownBy(() -> reader.read(value))
                    .isInstanceOf(UnreadableRecordException.class)
                    .hasMessage("the schema registry has no schema with the id " + id);
        }
    }

    @Test
    void refusesAHeaderThatEndsEarly() {
        assertThatThrownBy(() -> reader.read(new byte[] {0, 0, 0, 1}))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessage("the value starts as the Confluent wire format but ends within its 5 bytes of header");
    }

    @Test
    void blamesNoRecordForABrokenRegistryAndReadsItLater() throws IOException {
        GenericData.Record molecule = new GenericData.Record(branch(OLDER, 0));
        molecule.put("smiles", "CCO");
        byte[] value = confluent(older("m1", molecule));
        fake.answer(503, "");

        assertThatThrownBy(() -> reader.read(value)).isInstanceOf(SchemaRegistryException.class);

        fake.recover();
        assertThat(reader.read(value).getId()).isEqualTo("m1");
    }

    private static GenericRecord older(String id, GenericRecord input) {
        GenericData.Record request = new GenericData.Record(OLDER);
        request.put("id", id);
        request.put("input", input);
        return request;
    }

    private static GenericRecord newer(String id, GenericRecord input) {
        GenericData.Record request = new GenericData.Record(NEWER);
        request.put("priority", 3);
        request.put("input", input);
        request.put("explainer", "imdb");
        request.put("tags", List.of("a", "b"));
        request.put("id", id);
        return request;
    }

    private static Schema branch(Schema request, int index) {
        return request.getField("input").schema().getTypes().get(index);
    }

    private byte[] confluent(GenericRecord record) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(ByteBuffer.allocate(5)
                .put((byte) 0)
                .putInt(fake.add(record.getSchema()))
                .array());
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        new GenericDatumWriter<GenericRecord>(record.getSchema()).write(record, encoder);
        return out.toByteArray();
    }
}
