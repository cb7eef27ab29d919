package io.maskstream.schemas.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.PrimitivesArrays.FloatArray;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.message.BinaryMessageDecoder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AvroCodecTest {

    private final AvroCodec<Explanation> singleObject = AvroCodec.singleObject(Explanation.class);

    private FakeRegistry fake;
    private AvroCodec<Explanation> withRegistry;

    @BeforeEach
    void start() throws IOException {
        fake = new FakeRegistry();
        fake.add("\"string\"");
        withRegistry = AvroCodec.withRegistry(Explanation.class, new SchemaRegistry(fake.url()), "explanations-value");
    }

    @AfterEach
    void stop() {
        fake.close();
    }

    static Stream<Explanation> explanations() {
        return Stream.of(Explanations.ofMolecule(), Explanations.ofImage());
    }

    @ParameterizedTest
    @MethodSource("explanations")
    void readsWhatItWrites(Explanation explanation) {
        assertThat(singleObject.decode(singleObject.encode(explanation))).isEqualTo(explanation);
        assertThat(withRegistry.decode(withRegistry.encode(explanation))).isEqualTo(explanation);
    }

    @Test
    void readsBothEncodingsWhereThereIsARegistry() {
        Explanation explanation = Explanations.ofMolecule();

        assertThat(withRegistry.decode(singleObject.encode(explanation))).isEqualTo(explanation);
        assertThatThrownBy(() -> singleObject.decode(withRegistry.encode(explanation)))
                .isInstanceOf(UnreadableRecordException.class);
    }

    @ParameterizedTest
    @MethodSource("explanations")
    void writesWhatAvroItselfReads(Explanation explanation) throws IOException {
        byte[] encoded = singleObject.encode(explanation);

        assertThat(HexFormat.of().formatHex(encoded, 0, 2)).isEqualTo("c301");
        GenericRecord generic = new BinaryMessageDecoder<GenericRecord>(GenericData.get(), Explanation.getClassSchema())
                .decode(encoded);
        assertThat(generic.get("id")).hasToString(explanation.getId());
        assertThat(((GenericRecord) generic.get("mask")).get("weights"))
                .isEqualTo(explanation.getMask().getWeights());
    }

    @Test
    void writesTheConfluentWireFormat() throws IOException {
        Explanation explanation = Explanations.ofMolecule();

        byte[] encoded = withRegistry.encode(explanation);

        assertThat(HexFormat.of().formatHex(encoded, 0, 5)).isEqualTo("0000000002");
        assertThat(fake.schema(2)).isEqualTo(Explanation.getClassSchema());
        GenericRecord generic = new GenericDatumReader<GenericRecord>(fake.schema(2))
                .read(null, DecoderFactory.get().binaryDecoder(encoded, 5, encoded.length - 5, null));
        assertThat(generic.get("id")).hasToString("m1");
    }

    @Test
    void registersTheSchemaBeforeThereAreRecordsAndThenNoMore() {
        assertThat(fake.requests).containsExactly("POST /subjects/explanations-value/versions");

        withRegistry.encode(Explanations.ofMolecule());

        assertThat(fake.requests).hasSize(1);
    }

    @Test
    void takesWeightsThatAreNotBoxed() {
        Explanation boxed = Explanations.ofImage();
        Explanation unboxed = Explanations.ofImage();
        FloatArray weights =
                new FloatArray(4, Mask.getClassSchema().getField("weights").schema());
        for (float weight : new float[] {0.1f, 0.2f, 0.3f, 0.4f}) {
            weights.add(weights.size(), weight);
        }
        unboxed.getMask().setWeights(weights);

        assertThat(singleObject.encode(unboxed)).isEqualTo(singleObject.encode(boxed));
        assertThat(ExplanationJson.write(unboxed)).isEqualTo(ExplanationJson.write(boxed));
        assertThat(singleObject.decode(singleObject.encode(boxed)).getMask().getWeights())
                .isInstanceOf(FloatArray.class);
    }

    @Test
    void readsAReleaseToo() {
        AvroCodec<ExplainerRelease> codec = AvroCodec.singleObject(ExplainerRelease.class);
        ExplainerRelease release = new ExplainerRelease(
                "esol", 4, "/explainers/esol/4", "ab".repeat(32), "cd".repeat(32), List.of("stable"));

        assertThat(codec.decode(codec.encode(release))).isEqualTo(release);
    }

    @Test
    void refusesTheRecordsOfAnotherType() {
        byte[] release = AvroCodec.singleObject(ExplainerRelease.class)
                .encode(new ExplainerRelease(
                        "esol", 4, "/explainers/esol/4", "ab".repeat(32), "cd".repeat(32), List.of("stable")));

        assertThatThrownBy(() -> singleObject.decode(release))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessage("the value is in Avro's single-object encoding with the schema "
                        + HexFormat.of().formatHex(release, 2, 10)
                        + ", not with that of Explanation; other versions of a schema need a schema registry");
    }

    @Test
    void refusesEveryTruncation() {
        byte[] whole = singleObject.encode(Explanations.ofMolecule());

        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> singleObject.decode(part)).isInstanceOf(UnreadableRecordException.class);
        }
    }

    @Test
    void refusesBytesBehindTheRecord() {
        byte[] whole = singleObject.encode(Explanations.ofMolecule());

        assertThatThrownBy(() -> singleObject.decode(Arrays.copyOf(whole, whole.length + 1)))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessage("the value continues after the end of its Explanation");
    }

    @Test
    void writesExplanationsAsConfigured() throws IOException {
        Explanation explanation = Explanations.ofMolecule();
        SchemaRegistry registry = new SchemaRegistry(fake.url());

        byte[] avro = new ExplanationWriter(ValueFormat.AVRO).write(explanation);
        byte[] confluent = new ExplanationWriter(ValueFormat.AVRO, registry, "masks").write(explanation);
        byte[] json = new ExplanationWriter(ValueFormat.JSON).write(explanation);
        fake.close();
        byte[] jsonBesideRegistry = new ExplanationWriter(ValueFormat.JSON, registry, "masks").write(explanation);

        assertThat(avro).isEqualTo(singleObject.encode(explanation));
        assertThat(confluent).isEqualTo(withRegistry.encode(explanation));
        assertThat(fake.requests).contains("POST /subjects/masks-value/versions");
        assertThat(new JsonMapper().readTree(json).path("id").textValue()).isEqualTo("m1");
        assertThat(jsonBesideRegistry).isEqualTo(json);
    }
}
