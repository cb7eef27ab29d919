package io.maskstream.trainer.records;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskstream.schemas.input.molecule.SmilesAtoms;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SmilesEnumerationTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CC(=O)Oc1ccccc1C(=O)O",
                "Cn1cnc2c1c(=O)n(C)c(=O)n2C",
                "C[N+](=O)[O-]",
                "C/C=C/CCO",
                "N[C@@H](C)C(=O)O",
                "[2H]OCC"
            })
    void randomSpellingsDifferButAreOfTheSameMolecule(String smiles) {
        String canonical = SmilesEnumeration.canonical(SmilesAtoms.parse(smiles));

        Set<String> spellings = spellings(smiles);

        assertThat(spellings).hasSizeGreaterThan(2).allSatisfy(spelling -> assertThat(
                        SmilesEnumeration.canonical(SmilesAtoms.parse(spelling)))
                .isEqualTo(canonical));
    }

    @Test
    void randomSpellingsKeepStereoMarks() {
        assertThat(spellings("C/C=C/CCO")).allMatch(spelling -> spelling.contains("/") || spelling.contains("\\"));
        assertThat(spellings("N[C@@H](C)C(=O)O")).allMatch(spelling -> spelling.contains("@"));
    }

    @Test
    void theSeedDecidesTheSpelling() {
        var aspirin = SmilesAtoms.parse("CC(=O)Oc1ccccc1C(=O)O");

        assertThat(SmilesEnumeration.random(aspirin, new Random(3)))
                .isEqualTo(SmilesEnumeration.random(aspirin, new Random(3)))
                .isNotEqualTo(SmilesEnumeration.random(aspirin, new Random(4)));
    }

    @Test
    void differentMoleculesHaveDifferentCanonicalSpellings() {
        assertThat(SmilesEnumeration.canonical(SmilesAtoms.parse("CCO")))
                .isNotEqualTo(SmilesEnumeration.canonical(SmilesAtoms.parse("COC")));
    }

    private static Set<String> spellings(String smiles) {
        var molecule = SmilesAtoms.parse(smiles);
        Random random = new Random(1);
        Set<String> spellings = new TreeSet<>();
        for (int i = 0; i < 20; i++) {
            spellings.add(SmilesEnumeration.random(molecule, random));
        }
        return spellings;
    }
}
