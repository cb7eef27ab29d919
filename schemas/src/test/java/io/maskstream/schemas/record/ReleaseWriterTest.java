package io.maskstream.schemas.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.junit.jupiter.api.Test;

/** Streamers without the field {@code despite} with a trainer that writes it, and the reverse. */
class ReleaseWriterTest {

    private static final Schema FORMER = FormerSchemas.read("ExplainerRelease", FormerSchemas.RELEASE_WITHOUT_DESPITE);

    private final ReleaseWriter writer = new ReleaseWriter();
    private final AvroCodec<ExplainerRelease> reader = AvroCodec.singleObject(ExplainerRelease.class);

    @Test
    void anOlderReaderReadsAReleaseThatOverridesNothing() throws IOException {
        byte[] value = writer.write(release(List.of()));

        assertThat(HexFormat.of().formatHex(value, 0, 10)).isEqualTo("c301" + FormerSchemas.RELEASE_WITHOUT_DESPITE);
        assertThat(asFormerly(value, FORMER).get("frozenModelDigest")).hasToString("cd");
        assertThat(reader.decode(value)).isEqualTo(release(List.of()));
    }

    @Test
    void anOlderReaderThatKnowsTheSchemaReadsAReleaseThatOverrides() throws IOException {
        byte[] value = writer.write(release(List.of("stable")));

        assertThat(asFormerly(value, ExplainerRelease.getClassSchema()).get("digest"))
                .hasToString("ab");
        assertThat(reader.decode(value)).isEqualTo(release(List.of("stable")));
    }

    /** Reads a value like a reader that knows only the former schema and receives the writer's schema. */
    private static GenericRecord asFormerly(byte[] value, Schema written) throws IOException {
        BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(value, 10, value.length - 10, null);
        GenericRecord record = new GenericDatumReader<GenericRecord>(written, FORMER).read(null, decoder);
        assertThat(decoder.isEnd()).isTrue();
        return record;
    }

    private static ExplainerRelease release(List<String> despite) {
        return new ExplainerRelease("esol", 4, "/explainers/esol/4", "ab", "cd", despite);
    }
}
