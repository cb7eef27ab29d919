package io.maskstream.schemas.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
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
    void refusesAnythingElse() {
        assertThatThrownBy(() -> reader.read(null)).isInstanceOf(UnreadableRecordException.class);
        assertThatThrownBy(() -> reader.read("{}".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(UnreadableRecordException.class);
        assertThatThrownBy(() -> reader.read(new byte[] {1, 2})).isInstanceOf(UnreadableRecordException.class);
    }
}
