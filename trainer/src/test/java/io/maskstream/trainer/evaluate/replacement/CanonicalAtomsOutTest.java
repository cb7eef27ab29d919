package io.maskstream.trainer.evaluate.replacement;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.record.Molecule;
import io.maskstream.trainer.evaluate.PlantedExplainer;
import io.maskstream.trainer.evaluate.subject.ExplainedModel;
import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import io.maskstream.trainer.fit.PlantedAtoms;
import io.maskstream.trainer.records.Batch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The planted model predicts the sum of 1 for each O, -1 for each N and 100 for each branch, for molecules in their
 * canonical form.
 */
class CanonicalAtomsOutTest {

    @TempDir
    Path folder;

    private ExplainedModel model;

    @BeforeEach
    void open() throws IOException {
        PlantedAtoms.writeFrozen(folder.resolve("frozen"), 100);
        model = PlantedExplainer.open(folder, (layers, inputs) -> inputs.valid());
    }

    @AfterEach
    void close() {
        model.close();
    }

    @Test
    void whatIsLeftIsSpeltInItsCanonicalForm() {
        // OC(=O)CN without the atom that branches, and without one of the atoms on the branches.
        assertThat(predictions("OC(=O)CN", 1, 0, 1, 1, 1)).isEqualTo(1);
        assertThat(predictions("OC(=O)CN", 0, 1, 1, 1, 1)).isZero();
        assertThat(predictions("OC(=O)CN", 1, 1, 1, 1, 1)).isEqualTo(101);
    }

    @Test
    void hydrogensGoWithTheirAtom() {
        // The parts are C, O and N.
        assertThat(predictions("[H]C([H])([H])ON", 1, 0, 1)).isEqualTo(-1);
        assertThat(predictions("[H]C([H])([H])ON", 0, 1, 0)).isEqualTo(1);
    }

    @Test
    void whatTheModelDoesNotSeeStays() {
        assertThat(predictions("[Na+].CO", 1, 0)).isZero();
        assertThat(predictions("[Na+].CO", 0, 1)).isEqualTo(1);
    }

    private float predictions(String smiles, float... kept) {
        ExplainedRecords records = new ExplainedRecords(
                model,
                Manifest.Output.value("oxygen minus nitrogen", "atoms"),
                List.of(new Batch.Example(PlantedAtoms.ENCODING.encode(smiles), Float.NaN)),
                false,
                index -> new Molecule(smiles),
                OptionalDouble.empty());
        return new AtomsOut(PlantedAtoms.ENCODING)
                .predictions(records, List.of(List.of(kept)))
                .get(0)[0][0];
    }
}
