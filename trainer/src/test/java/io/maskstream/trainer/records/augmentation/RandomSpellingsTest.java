package io.maskstream.trainer.records.augmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.maskstream.schemas.artifact.TokenInput;
import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.schemas.input.TokenSequence;
import io.maskstream.schemas.input.molecule.SmilesEncoding;
import io.maskstream.schemas.record.Molecule;
import io.maskstream.trainer.records.Batch;
import io.maskstream.trainer.records.Dataset;
import io.maskstream.trainer.records.SourceRecord;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RandomSpellingsTest {

    private static final List<String> MOLECULES = List.of("CC(=O)Nc1ccc(O)cc1", "CCOC(C)CN");

    private static RandomSpellings of(SmilesEncoding encoding, double vague) {
        return new RandomSpellings(
                new Dataset.Examples(
                        MOLECULES.stream().<EncodedInput>map(encoding::encode).toList(),
                        new float[] {1, 2},
                        List.of("a", "b")),
                MOLECULES.stream()
                        .map(smiles -> new SourceRecord("a", new Molecule(smiles), "1", null))
                        .toList(),
                encoding,
                vague);
    }

    private static SmilesEncoding canonical() {
        return new SmilesEncoding(SmilesEncoding.canonicalVocabularyOf(MOLECULES, "[UNK]"), TokenInput.atoms(40));
    }

    /** Returns the ids of a molecule in many epochs. */
    private static Stream<int[]> epochs(RandomSpellings spellings, double ownShare) {
        Random random = new Random(7);
        return Stream.generate(() -> spellings.of(random, ownShare).get(0))
                .limit(200)
                .map(Batch.Example::input)
                .map(input -> ((TokenSequence) input).ids());
    }

    @Test
    void anEpochHasEachMoleculeOnceWithItsTarget() {
        assertThat(of(canonical(), 0).of(new Random(1), 0))
                .extracting(Batch.Example::target)
                .containsExactly(1f, 2f);
    }

    @Test
    void aShareKeepsItsCanonicalOrder() {
        int[] own = canonical().encode(MOLECULES.get(0)).ids();

        assertThat(epochs(of(canonical(), 0), 1)).allMatch(ids -> Arrays.equals(ids, own));
        assertThat((double) epochs(of(canonical(), 0), 0.5)
                        .filter(ids -> Arrays.equals(ids, own))
                        .count())
                .isCloseTo(110, within(30.));
    }

    @Test
    void unknownAtomsAreShownWhereTheyAreAskedFor() {
        assertThat(epochs(of(canonical(), 0), 0))
                .noneMatch(ids -> Arrays.stream(ids).anyMatch(id -> id == 1));
        assertThat(epochs(of(canonical(), 0.1), 0))
                .anyMatch(ids -> Arrays.stream(ids).anyMatch(id -> id == 1));
    }

    @Test
    void asTheyAreWrittenMoleculesAreSpeltAnew() {
        SmilesEncoding encoding = new SmilesEncoding(SmilesEncoding.vocabularyOf(MOLECULES), TokenInput.smiles(40));

        assertThat(epochs(of(encoding, 0), 0).map(Arrays::toString).distinct()).hasSizeGreaterThan(20);
    }
}
