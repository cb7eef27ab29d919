package io.maskstream.trainer.evaluate.stability;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskstream.schemas.artifact.TokenInput;
import io.maskstream.schemas.input.InputTensor;
import io.maskstream.schemas.input.PixelGrid;
import io.maskstream.schemas.input.TokenSequence;
import io.maskstream.schemas.input.molecule.SmilesEncoding;
import io.maskstream.schemas.input.text.TextEncoding;
import io.maskstream.schemas.input.text.TextNormalization;
import io.maskstream.schemas.record.Molecule;
import io.maskstream.schemas.record.Review;
import io.maskstream.trainer.evaluate.stability.Change.Changed;
import io.maskstream.trainer.evaluate.subject.Regions;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChangeTest {

    @Test
    void aMirroredPicturesPixelsStayWhole() {
        PixelGrid picture =
                new PixelGrid(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, 3, 2, 2, 2, 2, PixelGrid.UPRIGHT);

        assertThat(Mirrored.mirrored(picture).samples()).containsExactly(4, 5, 6, 1, 2, 3, 10, 11, 12, 7, 8, 9);
    }

    @Test
    void scoresAreMirroredBackWhereTheGridDoesNotComeOutEven() {
        // Three cells in regions of two and one, so that the middle cell changes sides.
        Regions uneven = Regions.Grid.of(3, 1, 2);

        assertThat(Mirrored.back(new float[] {4, 8}, uneven, 3, 1)).containsExactly(6, 4);
        assertThat(Mirrored.back(new float[] {1, 2, 3, 4}, Regions.Grid.of(2, 2, 2), 2, 2))
                .containsExactly(2, 1, 4, 3);
    }

    @Test
    void theTextsOwnWordsAreComparedWhereTheyStand() {
        // The last eight words are kept: the six of the sentence displace the first two.
        SentenceAdded change = new SentenceAdded(
                new TextEncoding(List.of(TextEncoding.UNKNOWN, "good", "bad"), 8, TextNormalization.NONE));

        Changed changed = change.of(new Review("good bad good bad"), 0).orElseThrow();

        assertThat(changed.input().parts()).isEqualTo(8);
        assertThat(changed.before().apply(new float[] {1, 2, 3, 4})).containsExactly(3, 4);
        assertThat(changed.after().apply(new float[] {5, 6, 7, 8, 9, 10, 11, 12}))
                .containsExactly(5, 6);
    }

    @Test
    void anAtomIsTheSameInEverySpelling() {
        // Each element occurs once, so that a token identifies its atom.
        String smiles = "FC(Cl)(OSP)Br";
        SmilesEncoding encoding = new SmilesEncoding(SmilesEncoding.vocabularyOf(List.of(smiles)), 40);
        TokenSequence own = encoding.encode(smiles);

        List<Changed> spellings = new OtherSpellings(encoding, 8, 1).of(new Molecule(smiles), new Random(1));

        assertThat(spellings).hasSize(8);
        assertThat(spellings.stream()
                        .map(one -> ((TokenSequence) one.input()).ids())
                        .distinct())
                .hasSizeGreaterThan(2);
        for (Changed spelling : spellings) {
            TokenSequence other = (TokenSequence) spelling.input();
            assertThat(spelling.after().apply(ids(other)))
                    .isEqualTo(spelling.before().apply(ids(own)))
                    .hasSize(7);
        }
    }

    @Test
    void aMoleculeInItsCanonicalFormIsTheSameInEverySpelling() {
        String smiles = "[H]C(Cl)(O)C(=O)c1ccccc1";
        List<String> vocabulary = SmilesEncoding.canonicalVocabularyOf(List.of(smiles), "[UNK]");
        SmilesEncoding encoding = new SmilesEncoding(vocabulary, TokenInput.atoms(40));
        TokenSequence own = encoding.encode(smiles);

        List<Changed> spellings = new OtherSpellings(encoding, 8, 1).of(new Molecule(smiles), new Random(1));

        assertThat(spellings).hasSize(8);
        for (Changed spelling : spellings) {
            TokenSequence other = (TokenSequence) spelling.input();
            assertThat(other.ids()).isEqualTo(own.ids());
            assertThat(spelling.after().apply(explained(other)))
                    .isEqualTo(spelling.before().apply(explained(own)))
                    .hasSize(11);
        }
    }

    /** A different number for each token. */
    private static float[] explained(TokenSequence tokens) {
        float[] places = new float[tokens.parts()];
        for (int part = 0; part < places.length; part++) {
            places[part] = tokens.place(part, InputTensor.ids(0, false), tokens.length());
        }
        return tokens.explained(places);
    }

    @Test
    void spellingsThatTheVocabularyLacksAreLeftOut() {
        // Spellings of a chain that do not start at one of its ends have parentheses.
        SmilesEncoding encoding = new SmilesEncoding(List.of("C", "O"), 40);

        assertThat(new OtherSpellings(encoding, 20, 1).of(new Molecule("CCO"), new Random(1)))
                .hasSizeBetween(1, 19);
    }

    private static float[] ids(TokenSequence tokens) {
        float[] ids = new float[tokens.ids().length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = tokens.ids()[i];
        }
        return ids;
    }
}
