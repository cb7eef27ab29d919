package io.maskstream.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskstream.schemas.record.WeightedSpan;
import java.util.List;
import org.junit.jupiter.api.Test;

class HighlighterTest {

    private static final List<WeightedSpan> SPANS = List.of(
            new WeightedSpan(0, 1, 0.05f, 0),
            new WeightedSpan(1, 2, 0.95f, 1),
            new WeightedSpan(2, 3, 0.97f, 1),
            new WeightedSpan(4, 5, 1f, null));

    @Test
    void putsAStrongerColourBehindAHeavierCharacter() {
        assertThat(Highlighter.COLOUR.lines("CClCO", SPANS))
                .containsExactly("C\u001b[38;5;16;48;5;202mCl\u001b[0mC\u001b[38;5;16;48;5;202mO\u001b[0m");
    }

    @Test
    void writesTenthsUnderTheCharactersWhereThereIsNoColour() {
        assertThat(Highlighter.DIGITS.lines("CClCO", SPANS)).containsExactly("CClCO", "099 9");
    }

    @Test
    void countsInCodePoints() {
        String face = "\uD83D\uDE42";
        assertThat(Highlighter.DIGITS.lines(face + "ab", List.of(new WeightedSpan(2, 3, 0.5f, null))))
                .containsExactly(face + "ab", "  5");
    }

    @Test
    void leavesOutWhatLiesOutsideOfTheText() {
        assertThat(Highlighter.DIGITS.lines("C", SPANS)).containsExactly("C", "0");
    }
}
