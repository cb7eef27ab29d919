package io.maskstream.schemas.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExplanationReaderTest {

    private final ExplanationReader reader = new ExplanationReader(null);

    @ParameterizedTest
    @EnumSource(ValueFormat.class)
    void readsWhatIsWrittenInEveryFormat(ValueFormat format) {
        ExplanationWriter writer = new ExplanationWriter(format);
        assertThat(reader.read(writer.write(Explanations.ofMolecule()))).isEqualTo(Explanations.ofMolecule());
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
    void refusesAnythingElse() {
        assertThatThrownBy(() -> reader.read(null)).isInstanceOf(UnreadableRecordException.class);
        assertThatThrownBy(() -> reader.read("{}".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(UnreadableRecordException.class);
        assertThatThrownBy(() -> reader.read(new byte[] {1, 2})).isInstanceOf(UnreadableRecordException.class);
    }
}
