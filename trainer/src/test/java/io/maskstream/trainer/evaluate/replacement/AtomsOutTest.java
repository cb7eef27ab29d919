package io.maskstream.trainer.evaluate.replacement;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.input.molecule.SmilesEncoding;
import io.maskstream.schemas.record.Molecule;
import io.maskstream.trainer.evaluate.PlantedExplainer;
import io.maskstream.trainer.evaluate.subject.ExplainedModel;
import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import io.maskstream.trainer.fit.PlantedTask;
import io.maskstream.trainer.records.Batch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The planted model gives 1 for each O and -1 for each N. */
class AtomsOutTest {

    private static final SmilesEncoding ENCODING = new SmilesEncoding(PlantedTask.VOCABULARY, PlantedTask.LENGTH);

    @TempDir
    Path folder;

    private ExplainedModel model;

    @BeforeEach
    void open() throws IOException {
        model = PlantedExplainer.open(folder);
    }

    @AfterEach
    void close() {
        model.close();
    }

    @Test
    void theModelSeesWhatIsLeft() {
        // CCO without its second C is CO; NCOCO without its first C is NOCO.
        List<float[][]> predictions = new AtomsOut(ENCODING)
                .predictions(
                        records("CCO", "NCOCO", "OCO"),
                        List.of(
                                List.of(new float[] {1, 0, 1}, new float[] {1, 0, 1, 1, 1}, new float[] {1, 1, 1}),
                                List.of(new float[] {1, 1, 1}, new float[] {1, 1, 1, 1, 1}, new float[] {1, 1, 0})));

        assertThat(predictions.get(0)).isEqualTo(new float[][] {{1}, {1}, {2}});
        assertThat(predictions.get(1)).isEqualTo(new float[][] {{1}, {1}, {1}});
    }

    @Test
    void aRecordOfWhichNothingIsKeptStandsForNothingAndIsCounted() {
        AtomsOut atoms = new AtomsOut(ENCODING);

        List<float[][]> predictions =
                atoms.predictions(records("O", "OO"), List.of(List.of(new float[] {0}, new float[] {0, 1})));

        assertThat(predictions.get(0)).isEqualTo(new float[][] {{0}, {1}});
        assertThat(atoms.substituted()).isEqualTo(0.5);
    }

    @Test
    void eachTokenBelongsToItsAtom() {
        assertThat(new AtomsOut(ENCODING)
                        .groups(records("CON"))
                        .orElseThrow()
                        .get(0)
                        .ofRegion())
                .containsExactly(0, 1, 2);
    }

    private ExplainedRecords records(String... smiles) {
        return new ExplainedRecords(
                model,
                Manifest.Output.value("oxygen minus nitrogen", "atoms"),
                List.of(smiles).stream()
                        .map(one -> new Batch.Example(ENCODING.encode(one), Float.NaN))
                        .toList(),
                false,
                index -> new Molecule(smiles[index]),
                OptionalDouble.empty());
    }
}
