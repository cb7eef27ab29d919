package io.maskstream.schemas.input.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maskstream.schemas.artifact.TokenInput;
import io.maskstream.schemas.artifact.TokenInput.Letters;
import io.maskstream.schemas.artifact.TokenInput.Side;
import io.maskstream.schemas.artifact.TokenInput.TextStep;
import io.maskstream.schemas.artifact.TokenInput.Truncation;
import io.maskstream.schemas.artifact.TokenInput.Unit;
import io.maskstream.schemas.artifact.TokenInput.Unknown;
import io.maskstream.schemas.input.InputTensor;
import io.maskstream.schemas.input.Span;
import io.maskstream.schemas.input.TokenSequence;
import io.maskstream.schemas.input.UnencodableInputException;
import io.maskstream.schemas.record.RefusalReason;
import java.nio.IntBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class TokenRulesTest {

    private static final List<String> VOCABULARY = List.of("a", "good", "film", "its");

    @Test
    void leavesOutTheFirstOrTheLastTokensOfALongText() {
        String text = "good film a film";

        assertThat(encoding(Unknown.DROP, null, Truncation.START, 2)
                        .encode(text)
                        .ids())
                .containsExactly(10, 12);
        assertThat(encoding(Unknown.DROP, null, Truncation.END, 2).encode(text).ids())
                .containsExactly(11, 12);
        assertRefused(
                encoding(Unknown.DROP, null, Truncation.REFUSE, 2),
                text,
                RefusalReason.TOO_LONG,
                "field 'text' has 4 words, but this explainer takes at most 2");
    }

    @Test
    void leavesOutUnknownTokensBeforeItCountsThem() {
        TokenSequence sequence = encoding(Unknown.DROP, null, Truncation.END, 2).encode("x good y film z a");

        assertThat(sequence.ids()).containsExactly(11, 12);
        assertThat(sequence.spans()).containsExactly(new Span(2, 6, -1), new Span(9, 13, -1));
    }

    @Test
    void givesUnknownTokensAnIdOfTheirOwn() {
        assertThat(encoding(Unknown.REPLACE, 7, Truncation.END, 8)
                        .encode("x good y")
                        .ids())
                .containsExactly(7, 11, 7);
    }

    @Test
    void refusesUnknownTokensAndSaysWhich() {
        assertRefused(
                encoding(Unknown.REFUSE, null, Truncation.END, 8),
                "x good yz",
                RefusalReason.UNKNOWN_WORDS,
                "field 'text' has words that this explainer's model was not trained on: 'x' at 0, 'yz' at 7");
    }

    @Test
    void refusesATextOfUnknownTokensAlone() {
        assertThat(encoding(Unknown.DROP, null, Truncation.START, 2)
                        .encode("good x y z")
                        .ids())
                .containsExactly(11);
        assertRefused(
                encoding(Unknown.REPLACE, 7, Truncation.START, 2),
                "good x y z",
                RefusalReason.UNKNOWN_WORDS,
                "field 'text' has no word that this explainer's model was trained on");
        assertRefused(
                encoding(Unknown.DROP, null, Truncation.START, 2),
                "x y",
                RefusalReason.UNKNOWN_WORDS,
                "field 'text' has no word that this explainer's model was trained on");
    }

    @Test
    void setsSpecialTokensAroundWhatIsWeighed() {
        TokenInput rules = rules(
                Unit.WHITESPACE,
                List.of(),
                Unknown.DROP,
                null,
                Side.START,
                Truncation.END,
                5,
                List.of(1, 2),
                List.of(3));
        TextEncoding encoding = new TextEncoding(VOCABULARY, rules);

        TokenSequence sequence = encoding.encode("good film a");

        assertThat(sequence.ids()).containsExactly(1, 2, 11, 12, 3);
        assertThat(sequence.parts()).isEqualTo(2);
        InputTensor tensor = InputTensor.ids(9, true);
        assertThat(sequence.place(0, tensor, 7)).isEqualTo(4);
        IntBuffer batch = tensor.batch(List.of(sequence), 7).asIntBuffer();
        int[] row = new int[7];
        batch.get(row);
        assertThat(row).containsExactly(9, 9, 1, 2, 11, 12, 3);
        assertThat(encoding.probe().ids()).containsExactly(1, 2, 10, 3);
    }

    @Test
    void spansWhatAStandardisationTookOutOfAWord() {
        TokenInput rules = rules(
                Unit.WHITESPACE,
                List.of(TextStep.lowercase(Letters.ASCII), TextStep.replacing("['!\"]", "")),
                Unknown.DROP,
                null,
                Side.END,
                Truncation.END,
                8,
                List.of(),
                List.of());

        TokenSequence sequence = new TextEncoding(VOCABULARY, rules).encode("\uD83D\uDE00 \"It's\" GOOD!!");

        assertThat(sequence.ids()).containsExactly(13, 11);
        assertThat(sequence.spans()).containsExactly(new Span(3, 7, -1), new Span(9, 13, -1));
    }

    @Test
    void takesTheLongestEntryThatStandsAtAPlace() {
        TokenInput rules = rules(
                Unit.LONGEST_MATCH, List.of(), Unknown.REPLACE, 1, Side.END, Truncation.END, 8, List.of(), List.of());

        TokenSequence sequence =
                new TextEncoding(List.of("a", "ab", "abcd", "c", "\uD83D\uDE00"), rules).encode("abcx\uD83D\uDE00abcd");

        assertThat(sequence.ids()).containsExactly(11, 13, 1, 14, 12);
        assertThat(sequence.spans().get(4)).isEqualTo(new Span(5, 9, -1));
    }

    private static TextEncoding encoding(Unknown unknown, Integer unknownId, Truncation truncation, int maximum) {
        return new TextEncoding(
                VOCABULARY,
                rules(Unit.WHITESPACE, List.of(), unknown, unknownId, Side.END, truncation, maximum, null, null));
    }

    private static TokenInput rules(
            Unit unit,
            List<TextStep> steps,
            Unknown unknown,
            Integer unknownId,
            Side padding,
            Truncation truncation,
            int maximum,
            List<Integer> leading,
            List<Integer> trailing) {
        return new TokenInput(
                maximum, unit, null, steps, 10, unknown, unknownId, 0, padding, truncation, leading, trailing);
    }

    private static void assertRefused(TextEncoding encoding, String text, RefusalReason reason, String message) {
        assertThatThrownBy(() -> encoding.encode(text))
                .isInstanceOfSatisfying(UnencodableInputException.class, e -> assertThat(e.reason())
                        .isEqualTo(reason))
                .hasMessage(message);
    }
}
