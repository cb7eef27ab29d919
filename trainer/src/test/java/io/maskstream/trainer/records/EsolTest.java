package io.maskstream.trainer.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EsolTest {

    private static final String HEADER = "Compound ID,measured log solubility in mols per litre,smiles\n";

    @TempDir
    Path folder;

    @Test
    void readsQuotedNamesAndStripsTrailingBlanks() throws IOException {
        List<Esol.Molecule> molecules =
                read(HEADER + "\"1,1-dichloro-\"\"test\"\"\",-1.5,ClCCl \n" + "ethanol,1.1,OCC\n" + "ethanol,1,CCO\n");

        assertThat(molecules)
                .extracting(Esol.Molecule::smiles, Esol.Molecule::logSolubility)
                .containsExactly(tuple("ClCCl", -1.5f), tuple("OCC", 1.1f), tuple("CCO", 1f));
        assertThat(molecules.get(1).canonical())
                .isEqualTo(molecules.get(2).canonical())
                .isNotEqualTo(molecules.get(0).canonical());
    }

    @ParameterizedTest
    @CsvSource({
        "'x,about 2,CCO', field 'measured log solubility in mols per litre' is no number: 'about 2'",
        "'x,NaN,CCO', field 'measured log solubility in mols per litre' is no number: 'NaN'",
        "'x,,CCO', field 'measured log solubility in mols per litre' is no number: ''",
        "'x,1,C1CC', field 'smiles' is no valid SMILES",
        "'x,1, ', field 'smiles' is empty",
        "'x,1', smiles"
    })
    void namesTheRowAndTheFieldThatCannotBeRead(String row, String reason) throws IOException {
        assertThatThrownBy(() -> read(HEADER + "ethanol,1.1,OCC\n" + row + "\n"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Row 2 of " + folder.resolve(Esol.FILE) + ": ")
                .hasMessageContaining(reason);
    }

    @Test
    void namesAMissingColumn() {
        assertThatThrownBy(() -> read("name,smiles\nethanol,OCC\n"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no column 'measured log solubility in mols per litre'");
    }

    @Test
    void refusesAFileWithoutRows() {
        assertThatThrownBy(() -> read(HEADER)).isInstanceOf(IOException.class).hasMessageContaining("has no rows");
    }

    @Test
    void saysWhichFileIsMissing() {
        assertThatThrownBy(() -> Esol.read(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("There is no delaney-processed.csv in " + folder);
    }

    private List<Esol.Molecule> read(String csv) throws IOException {
        Files.writeString(folder.resolve(Esol.FILE), csv);
        return Esol.read(folder);
    }
}
