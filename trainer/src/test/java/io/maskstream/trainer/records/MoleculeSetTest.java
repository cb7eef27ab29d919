package io.maskstream.trainer.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.maskstream.schemas.input.TokenSequence;
import io.maskstream.schemas.input.molecule.SmilesAtoms;
import io.maskstream.schemas.input.molecule.SmilesEncoding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MoleculeSetTest {

    private static final List<Esol.Molecule> MOLECULES =
            List.of(molecule("CCO", 1), molecule("CCCCN", 3), molecule("Clc1ccccc1", -4));

    @Test
    void theVocabularyHoldsOwnAndCanonicalSpellings() {
        // Canonical spellings count their rings from 1.
        SmilesEncoding encoding = MoleculeSet.encoding(List.of(molecule("C3CCCCC3", -1)));

        assertThat(encoding.vocabulary()).containsExactly("1", "3", "C");
        assertThat(encoding.maximumLength()).isEqualTo(104);
    }

    @Test
    void countsMeanAndDeviationOverTheTargets() {
        MoleculeSet set = set(MOLECULES);

        assertThat(set.targets()).containsExactly(1, 3, -4);
        assertThat(set.mean()).isCloseTo(0, within(1e-6f));
        assertThat(set.deviation()).isCloseTo((float) Math.sqrt(26 / 3.0), within(1e-5f));
    }

    @Test
    void examplesAreTheDataSetsOwnSpellings() {
        SmilesEncoding encoding = MoleculeSet.encoding(MOLECULES);

        assertThat(set(MOLECULES).examples())
                .extracting(example -> spelling(encoding, ids(example)))
                .containsExactly("CCO", "CCCCN", "Clc1ccccc1");
    }

    @Test
    void enumerationKeepsTheOrderAndTheMolecules() {
        SmilesEncoding encoding = MoleculeSet.encoding(MOLECULES);
        Random random = new Random(2);
        boolean differs = false;
        for (int draw = 0; draw < 5; draw++) {
            List<Batch.Example> enumerated = set(MOLECULES).enumerated(random, 0);
            List<String> spellings = enumerated.stream()
                    .map(example -> spelling(encoding, ids(example)))
                    .toList();
            assertThat(enumerated).extracting(Batch.Example::target).containsExactly(1f, 3f, -4f);
            assertThat(spellings)
                    .extracting(spelling -> SmilesEnumeration.canonical(SmilesAtoms.parse(spelling)))
                    .isEqualTo(MOLECULES.stream().map(Esol.Molecule::canonical).toList());
            differs |= !spellings.get(1).equals("CCCCN");
        }
        assertThat(differs).isTrue();
    }

    @Test
    void theShareOfOwnSpellingsIsKept() {
        MoleculeSet set = set(Collections.nCopies(200, molecule("CCCCN(C)CCO", 1)));
        int[] own = ids(set.examples().get(0));

        assertThat(set.enumerated(new Random(2), 1)).allMatch(example -> Arrays.equals(ids(example), own));
        assertThat(set.enumerated(new Random(2), 0.5).stream().filter(example -> Arrays.equals(ids(example), own)))
                .hasSizeBetween(80, 140);
    }

    @Test
    void aMoleculeWhoseOtherSpellingsCannotBeEncodedKeepsItsOwn() {
        // Spelt from the middle, it needs parentheses, which the vocabulary lacks; spelt from the other end, "OCC".
        MoleculeSet set = new MoleculeSet(List.of(molecule("CCO", 1)), new SmilesEncoding(List.of("C", "O"), 104));
        Random random = new Random(2);

        List<Integer> lengths = new ArrayList<>();
        for (int draw = 0; draw < 50; draw++) {
            lengths.add(ids(set.enumerated(random, 0).get(0)).length);
        }

        assertThat(lengths).containsOnly(3);
    }

    @Test
    void averagesPredictionsOverTwentySpellingsTheOwnAmongThem() {
        MoleculeSet set = set(MOLECULES);
        List<List<Batch.Example>> asked = new ArrayList<>();

        float[] averages = set.averagedOverSpellings(1, examples -> {
            asked.add(examples);
            float[] predictions = new float[examples.size()];
            Arrays.fill(predictions, asked.size()); // 1, 2, ..., 20
            return predictions;
        });

        assertThat(averages).containsExactly(10.5f, 10.5f, 10.5f);
        assertThat(ids(asked.get(0).get(1))).isEqualTo(ids(set.examples().get(1)));
    }

    @Test
    void namesTheMoleculeThatTheVocabularyCannotSpell() {
        MoleculeSet set = new MoleculeSet(MOLECULES, new SmilesEncoding(List.of("C", "O", "N"), 104));

        assertThatThrownBy(set::examples)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Clc1ccccc1")
                .hasMessageContaining("not trained on: 'l' at 1");
    }

    private static MoleculeSet set(List<Esol.Molecule> molecules) {
        return new MoleculeSet(molecules, MoleculeSet.encoding(molecules));
    }

    private static Esol.Molecule molecule(String smiles, float solubility) {
        return new Esol.Molecule(smiles, SmilesEnumeration.canonical(SmilesAtoms.parse(smiles)), solubility);
    }

    private static String spelling(SmilesEncoding encoding, int[] ids) {
        StringBuilder spelling = new StringBuilder();
        for (int id : ids) {
            spelling.append(encoding.vocabulary().get(id - 1));
        }
        return spelling.toString();
    }

    private static int[] ids(Batch.Example example) {
        return ((TokenSequence) example.input()).ids();
    }
}
