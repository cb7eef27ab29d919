package io.maskstream.schemas.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.message.BinaryMessageEncoder;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExplanationReaderTest {

    private static final Schema WITHOUT_EVIDENCE =
            FormerSchemas.read("Explanation", FormerSchemas.EXPLANATION_WITHOUT_EVIDENCE);

    private static final Schema WITHOUT_PROVENANCE =
            FormerSchemas.read("Explanation", FormerSchemas.EXPLANATION_WITHOUT_PROVENANCE);

    private final ExplanationReader reader = new ExplanationReader(null);

    @ParameterizedTest
    @EnumSource(ValueFormat.class)
    void readsWhatIsWrittenInEveryFormat(ValueFormat format) {
        ExplanationWriter writer = new ExplanationWriter(format);
        assertThat(reader.read(writer.write(Explanations.ofMolecule()))).isEqualTo(Explanations.ofMolecule());
        assertThat(reader.read(writer.write(Explanations.withEvidence()))).isEqualTo(Explanations.withEvidence());
        assertThat(reader.read(writer.write(Explanations.withProvenance()))).isEqualTo(Explanations.withProvenance());
        assertThat(reader.read(writer.write(Explanations.ofImage()))).isEqualTo(Explanations.ofImage());
    }

    @Test
    void readsWhatWasWrittenBeforeOrientationsWere() {
        byte[] value = HexFormat.of()
                .parseHex("c3010cf70640dac78c6d0469310e6369666172313006046162046364000408736869700000403f0a"
                        + "747275636b0000803e00000404040008cdcccc3dcdcc4c3e9a99993ecdcccc3e000000803e024030"
                        + "00");

        Explanation explanation = reader.read(value);

        assertThat(explanation.getId()).isEqualTo("i1");
        assertThat(explanation.getMask())
                .isEqualTo(
                        new Mask(List.of(2, 2), List.of(0.1f, 0.2f, 0.3f, 0.4f), 0.25f, new ImageSize(32, 24), null));
        assertThat(AvroCodec.singleObject(Explanation.class).decode(value)).isEqualTo(explanation);
    }

    @Test
    void readsWhatWasWrittenBeforeEvidenceWas() {
        AvroCodec<Explanation> former = AvroCodec.singleObject(Explanation.class, WITHOUT_EVIDENCE);

        byte[] value = former.encode(Explanations.withEvidence());

        assertThat(HexFormat.of().formatHex(value, 0, 10))
                .isEqualTo("c301" + FormerSchemas.EXPLANATION_WITHOUT_EVIDENCE);
        assertThat(reader.read(value)).isEqualTo(Explanations.ofMolecule());
    }

    @Test
    void anOlderReaderThatKnowsTheSchemaReadsPastEvidence() throws IOException {
        byte[] value = new ExplanationWriter(ValueFormat.AVRO).write(Explanations.withEvidence());

        BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(value, 10, value.length - 10, null);
        GenericRecord formerly = new GenericDatumReader<GenericRecord>(Explanation.getClassSchema(), WITHOUT_EVIDENCE)
                .read(null, decoder);

        assertThat(decoder.isEnd()).isTrue();
        assertThat(formerly.hasField("evidence")).isFalse();
        assertThat(formerly.get("spans"))
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .hasSize(4);
        AvroCodec<Explanation> former = AvroCodec.singleObject(Explanation.class, WITHOUT_EVIDENCE);
        assertThat(new BinaryMessageEncoder<GenericRecord>(GenericData.get(), WITHOUT_EVIDENCE)
                        .encode(formerly)
                        .array())
                .as("all that was there before there was evidence")
                .isEqualTo(former.encode(Explanations.ofMolecule()));
    }

    @Test
    void readsWhatWasWrittenBeforeProvenanceWas() {
        AvroCodec<Explanation> former = AvroCodec.singleObject(Explanation.class, WITHOUT_PROVENANCE);

        byte[] value = former.encode(Explanations.withProvenance());

        assertThat(HexFormat.of().formatHex(value, 0, 10))
                .isEqualTo("c301" + FormerSchemas.EXPLANATION_WITHOUT_PROVENANCE);
        assertThat(reader.read(value)).isEqualTo(Explanations.ofMolecule());
    }

    @Test
    void anOlderReaderThatKnowsTheSchemaReadsPastProvenance() throws IOException {
        byte[] value = new ExplanationWriter(ValueFormat.AVRO).write(Explanations.withProvenance());

        BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(value, 10, value.length - 10, null);
        GenericRecord formerly = new GenericDatumReader<GenericRecord>(Explanation.getClassSchema(), WITHOUT_PROVENANCE)
                .read(null, decoder);

        assertThat(decoder.isEnd()).isTrue();
        assertThat(new BinaryMessageEncoder<GenericRecord>(GenericData.get(), WITHOUT_PROVENANCE)
                        .encode(formerly)
                        .array())
                .isEqualTo(AvroCodec.singleObject(Explanation.class, WITHOUT_PROVENANCE)
                        .encode(Explanations.ofMolecule()));
    }

    @Test
    void refusesAnythingElse() {
        assertThatThrownBy(() -> reader.read(null)).isInstanceOf(UnreadableRecordException.class);
        assertThatThrownBy(() -> reader.read("{}".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(UnreadableRecordException.class);
        assertThatThrownBy(() -> reader.read(new byte[] {1, 2})).isInstanceOf(UnreadableRecordException.class);
    }
}
