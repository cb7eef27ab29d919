package io.maskstream.schemas.input.molecule;

import static io.maskstream.schemas.record.RefusalReason.EMPTY;
import static io.maskstream.schemas.record.RefusalReason.TOO_LONG;
import static io.maskstream.schemas.record.RefusalReason.UNKNOWN_CHARACTERS;
import static io.maskstream.schemas.record.RefusalReason.UNPARSABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.maskstream.schemas.artifact.TokenInput;
import io.maskstream.schemas.artifact.TokenInput.Side;
import io.maskstream.schemas.artifact.TokenInput.TextStep;
import io.maskstream.schemas.artifact.TokenInput.Truncation;
import io.maskstream.schemas.artifact.TokenInput.Unit;
import io.maskstream.schemas.artifact.TokenInput.Unknown;
import io.maskstream.schemas.input.Span;
import io.maskstream.schemas.input.TokenSequence;
import io.maskstream.schemas.input.UnencodableInputException;
import io.maskstream.schemas.record.Molecule;
import io.maskstream.schemas.record.RefusalReason;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SmilesEncodingTest {

    private final SmilesEncoding encoding =
            new SmilesEncoding(SmilesEncoding.vocabularyOf(List.of("CC(=O)Oc1ccccc1", "[NH4+]", "CCl")), 16);

    @Test
    void numbersItsVocabularyFromOneInCodePointOrder() {
        assertThat(encoding.vocabulary())
                .containsExactly("(", ")", "+", "1", "4", "=", "C", "H", "N", "O", "[", "]", "c", "l");
        assertThat(encoding.encode("C(Cl)").ids()).isEqualTo(new int[] {7, 1, 7, 14, 2});
    }

    @Test
    void leavesWhiteSpaceOutOfTheVocabulary() {
        assertThat(SmilesEncoding.vocabularyOf(List.of(" C\tC\n", "\u2003O"))).containsExactly("C", "O");
    }

    @Test
    void cutsIntoCharactersWithTheirAtoms() {
        TokenSequence tokens = encoding.encode(new Molecule("CCl"));

        assertThat(tokens.ids()).isEqualTo(new int[] {7, 7, 14});
        assertThat(tokens.spans()).containsExactly(new Span(0, 1, 0), new Span(1, 2, 1), new Span(2, 3, 1));
        assertThat(tokens.length()).isEqualTo(3);
    }

    @Test
    void countsOffsetsFromTheStartOfWhatWasPublished() {
        TokenSequence tokens = encoding.encode(" \t\u2003C=O\n ");

        assertThat(tokens.ids()).isEqualTo(encoding.encode("C=O").ids());
        assertThat(tokens.spans()).containsExactly(new Span(3, 4, 0), new Span(4, 5, Span.NO_ATOM), new Span(5, 6, 1));
    }

    @Test
    void offsetsCutTheTokensOutOfThePublishedText() {
        String published = "  CC(=O)Oc1ccccc1 ";

        TokenSequence tokens = encoding.encode(published);

        assertThat(tokens.spans().stream().map(span -> published.substring(span.start(), span.end())))
                .containsExactlyElementsOf(List.of("CC(=O)Oc1ccccc1".split("")));
        assertThat(tokens.length()).isEqualTo(tokens.spans().size()).isEqualTo(15);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t\n\u2003"})
    void refusesWhatIsEmpty(String smiles) {
        assertUnencodable(smiles, EMPTY, "field 'smiles' is empty");
    }

    @Test
    void takesItsMaximumLengthAndNoMore() {
        assertThat(encoding.encode(" " + "C".repeat(16) + " ").length()).isEqualTo(16);
        assertUnencodable(
                " " + "C".repeat(17),
                TOO_LONG,
                "field 'smiles' has 17 characters, but this explainer takes at most 16");
    }

    @Test
    void countsCharactersNotUtf16Units() {
        assertUnencodable(
                "\ud83d\ude00".repeat(17),
                TOO_LONG,
                "field 'smiles' has 17 characters, but this explainer takes at most 16");
    }

    @Test
    void refusesMegabytesBeforeItMakesAnythingOfThem() {
        String huge = "C".repeat(10 << 20);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());

        assertUnencodable(
                huge, TOO_LONG, "field 'smiles' has 10485760 characters, but this explainer takes at most 16");

        assertThat(threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before)
                .isLessThan(1 << 20);
    }

    @Test
    void listsUnknownCharactersWithTheirOffsets() {
        assertUnencodable(
                " CS\u05d0\ud83d\ude00C",
                UNKNOWN_CHARACTERS,
                "field 'smiles' has characters that this explainer's model was not trained on: "
                        + "'S' at 2, '\u05d0' at 3, '\ud83d\ude00' at 4");
    }

    @Test
    void listsUnknownCharactersThatCannotBeSeenByTheirCodePoints() {
        assertUnencodable(
                "C\u0000\u202e\u0301\ud800 C",
                UNKNOWN_CHARACTERS,
                "field 'smiles' has characters that this explainer's model was not trained on: "
                        + "U+0000 at 1, U+202E at 2, U+0301 at 3, U+D800 at 4, U+0020 at 5");
    }

    @Test
    void listsTheFirstFiveUnknownCharacters() {
        assertUnencodable(
                "SSSSSSSS",
                UNKNOWN_CHARACTERS,
                "field 'smiles' has characters that this explainer's model was not trained on: "
                        + "'S' at 0, 'S' at 1, 'S' at 2, 'S' at 3, 'S' at 4 and 3 more");
    }

    @Test
    void refusesWhatIsNoSmiles() {
        assertThatThrownBy(() -> encoding.encode("CC(C"))
                .isInstanceOfSatisfying(UnencodableInputException.class, e -> assertThat(e.reason())
                        .isEqualTo(UNPARSABLE))
                .hasMessageStartingWith("field 'smiles' is not valid SMILES: ");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            textBlock =
                    """
            ``  | a vocabulary has one token per line, but line 2 is empty
            Cl  | a vocabulary of characters has one per line, but line 2 is 'Cl'
            """)
    void refusesAVocabularyWithAnythingButOneCharacterALine(String token, String message) {
        assertThatThrownBy(() -> new SmilesEncoding(List.of("C", token), 16))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void takesAVocabularyWithWhiteSpaceWhichItsDataMayHaveHad() {
        assertThat(new SmilesEncoding(List.of("C", " ", "O"), 16).encode("CO").ids())
                .containsExactly(1, 3);
    }

    /** The vocabulary is that of {@code get_vocabulary()} of a Keras layer that splits by character. */
    @Test
    void takesKerasNamesOfPaddingAndUnknownAmongCharacters() {
        TokenInput rules = new TokenInput(
                8,
                Unit.CHARACTERS,
                null,
                List.of(),
                0,
                Unknown.REPLACE,
                1,
                0,
                Side.END,
                Truncation.END,
                List.of(),
                List.of());

        assertThat(new SmilesEncoding(List.of("", "[UNK]", "C", "O"), rules)
                        .encode("CNO")
                        .ids())
                .containsExactly(2, 1, 3);
    }

    @Test
    void refusesAVocabularyWithARepetition() {
        assertThatThrownBy(() -> new SmilesEncoding(List.of("C", "O", "C"), 16))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'C' occurs twice in the vocabulary");
    }

    @Test
    void takesTokensOfSeveralCharactersAndOfSpecialOnes() {
        TokenInput rules = new TokenInput(
                8,
                Unit.LONGEST_MATCH,
                null,
                List.of(),
                3,
                Unknown.REFUSE,
                null,
                0,
                Side.END,
                Truncation.REFUSE,
                List.of(1),
                List.of(2));

        TokenSequence tokens = new SmilesEncoding(List.of("C", "Cl", "CC", "(", ")", "="), rules).encode(" CC(=C)Cl ");

        assertThat(tokens.ids()).containsExactly(1, 5, 6, 8, 3, 7, 4, 2);
        assertThat(tokens.spans())
                .containsExactly(
                        new Span(1, 3, 0),
                        new Span(3, 4, Span.NO_ATOM),
                        new Span(4, 5, Span.NO_ATOM),
                        new Span(5, 6, 2),
                        new Span(6, 7, Span.NO_ATOM),
                        new Span(7, 9, 3));
    }

    @Test
    void cutsAtThePlacesThatAPatternFinds() {
        TokenInput rules = new TokenInput(
                8,
                Unit.WHITESPACE,
                null,
                List.of(TextStep.replacing("\\[[^\\]]+\\]|Br?|Cl?|.", " \\0 ")),
                2,
                Unknown.REPLACE,
                1,
                0,
                Side.END,
                Truncation.END,
                null,
                null);

        TokenSequence tokens = new SmilesEncoding(List.of("C", "Cl", "[NH4+]", "."), rules).encode("CCl.[NH4+].F");

        assertThat(tokens.ids()).containsExactly(2, 3, 5, 4, 5, 1);
        assertThat(tokens.spans().get(3)).isEqualTo(new Span(4, 10, 2));
        assertThat(tokens.spans().get(5)).isEqualTo(new Span(11, 12, 3));
    }

    @Test
    void isSafeForSeveralThreads() {
        TokenSequence expected = encoding.encode("CC(=O)Oc1ccccc1");

        assertThat(IntStream.range(0, 2000).parallel().mapToObj(i -> encoding.encode("CC(=O)Oc1ccccc1")))
                .allSatisfy(tokens -> assertThat(tokens.spans()).isEqualTo(expected.spans()));
    }

    private void assertUnencodable(String smiles, RefusalReason reason, String message) {
        assertThatThrownBy(() -> encoding.encode(smiles))
                .isInstanceOfSatisfying(UnencodableInputException.class, e -> assertThat(e.reason())
                        .isEqualTo(reason))
                .hasMessage(message);
    }
}
