package io.maskstream.trainer.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskstream.trainer.fit.PlantedTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EncodingCheckTest {

    @TempDir
    Path folder;

    @BeforeEach
    void writeAModel() throws IOException {
        PlantedTask.writeFrozen(folder);
    }

    @Test
    void idsAgreeWithAndWithoutPadding() throws IOException {
        EncodingCheck.Comparison check = check(
                "{\"smiles\": \"CCO\", \"ids\": [1, 1, 3], \"prediction\": [1.0]}",
                "{\"smiles\": \"CNC\", \"ids\": [[1, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]], \"prediction\": -1}");

        assertThat(check.agrees()).isTrue();
        assertThat(check.sentences())
                .singleElement()
                .asString()
                .contains("2 of 2 records have the same ids")
                .endsWith("and 2 of 2 the same prediction.");
    }

    @Test
    void saysWhereIdsPart() throws IOException {
        EncodingCheck.Comparison check = check("{\"smiles\": \"CCO\", \"ids\": [1, 1, 2]}");

        assertThat(check.agrees()).isFalse();
        assertThat(check.sentences())
                .element(1)
                .isEqualTo("check.jsonl, line 1 differs at position 2 ('O'): 2 in the file, 3 here.");
    }

    @Test
    void saysThatAnotherPredictionWasMade() throws IOException {
        EncodingCheck.Comparison check = check("{\"smiles\": \"CCO\", \"ids\": [1, 1, 3], \"prediction\": [2.5]}");

        assertThat(check.agrees()).isFalse();
        assertThat(check.sentences())
                .element(1)
                .isEqualTo("check.jsonl, line 1 has the prediction [2.5] in the file, but [1.0] here.");
    }

    @Test
    void comparesPredictionsAlone() throws IOException {
        assertThat(check("{\"smiles\": \"CCO\", \"prediction\": [1.0]}").agrees())
                .isTrue();
        assertThat(check("{\"smiles\": \"CCO\", \"prediction\": [2.5]}").agrees())
                .isFalse();
    }

    @Test
    void aFileWithNothingToCompareAgreesWithNothing() throws IOException {
        EncodingCheck.Comparison check = check("{\"smiles\": \"CCO\"}");

        assertThat(check.agrees()).isFalse();
        assertThat(check.sentences()).singleElement().asString().endsWith("has ids or a prediction to compare.");
    }

    @Test
    void namesARecordThatCannotBeExplained() throws IOException {
        EncodingCheck.Comparison check = check("{\"smiles\": \"CCS\", \"ids\": [1, 1, 4]}");

        assertThat(check.agrees()).isFalse();
        assertThat(check.sentences()).element(1).asString().startsWith("check.jsonl, line 1 cannot be explained: ");
    }

    private EncodingCheck.Comparison check(String... lines) throws IOException {
        Path file = Files.write(folder.resolve("check.jsonl"), List.of(lines));
        return EncodingCheck.of(FrozenModel.read(folder), PixelRange.BYTES, file);
    }
}
