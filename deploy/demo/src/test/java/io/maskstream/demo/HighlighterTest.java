package io.maskstream.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskstream.schemas.record.WeightedSpan;
import java.util.List;
import org.junit.jupiter.api.Test;

class HighlighterTest {

    private static final List<WeightedSpan> SPANS = List.of(
            new WeightedSpan(0, 1, 0.05f, 0, null),
            new WeightedSpan(1, 2, 0.95f, 1, null),
            new WeightedSpan(2, 3, 0.97f, 1, null),
            new WeightedSpan(4, 5, 1f, null, null));

    @Test
    void putsAStrongerColourBehindAHeavierCharacter() {
        assertThat(Highlighter.COLOUR.molecule("CClCO", SPANS, 80))
                .containsExactly("C\u001b[38;5;16;48;5;202mCl\u001b[0mC\u001b[38;5;16;48;5;202mO\u001b[0m");
    }

    @Test
    void writesTenthsUnderTheCharactersWhereThereIsNoColour() {
        assertThat(Highlighter.PLAIN.molecule("CClCO", SPANS, 80)).containsExactly("CClCO", "099 9");
    }

    private static final List<WeightedSpan> EVIDENCE = List.of(
            new WeightedSpan(0, 1, 1f, 0, -0.25f),
            new WeightedSpan(1, 2, 0f, 1, 0.5f),
            new WeightedSpan(2, 3, 0f, 1, 0.03f),
            new WeightedSpan(4, 5, 1f, null, -0.5f));

    @Test
    void putsBlueBehindWhatLowersThePredictionInPlaceOfWeights() {
        assertThat(Highlighter.COLOUR.molecule("CClCO", EVIDENCE, 80))
                .containsExactly("\u001b[38;5;16;48;5;117mC\u001b[38;5;16;48;5;202mC\u001b[0mlC"
                        + "\u001b[38;5;16;48;5;39mO\u001b[0m");
    }

    @Test
    void writesSignsUnderTheCharactersWhereThereIsNoColour() {
        assertThat(Highlighter.PLAIN.molecule("CClCO", EVIDENCE, 80)).containsExactly("CClCO", "-+  -");
    }

    @Test
    void marksNothingWhereAllEvidenceIsZero() {
        List<WeightedSpan> nothing = List.of(new WeightedSpan(0, 1, 1f, 0, 0f));
        assertThat(Highlighter.COLOUR.molecule("C", nothing, 80)).containsExactly("C");
        assertThat(Highlighter.PLAIN.molecule("C", nothing, 80)).containsExactly("C", " ");
    }

    @Test
    void countsInCodePoints() {
        String face = "\uD83D\uDE42";
        assertThat(Highlighter.PLAIN.molecule(face + "ab", List.of(new WeightedSpan(2, 3, 0.5f, null, null)), 80))
                .containsExactly(face + "ab", "  5");
    }

    @Test
    void breaksAMoleculeThatIsLongerThanALineWithItsMarks() {
        assertThat(Highlighter.PLAIN.molecule("CClCO", SPANS, 3)).containsExactly("CCl", "099", "CO", " 9");
        assertThat(Highlighter.COLOUR.molecule("CClCO", SPANS, 3))
                .containsExactly("C\u001b[38;5;16;48;5;202mCl\u001b[0m", "C\u001b[38;5;16;48;5;202mO\u001b[0m");
    }

    @Test
    void leavesOutWhatLiesOutsideOfTheText() {
        assertThat(Highlighter.PLAIN.molecule("C", SPANS, 80)).containsExactly("C", "0");
    }

    private static final String REVIEW = "What a lovely, lovely film";
    private static final List<WeightedSpan> WORDS = List.of(
            new WeightedSpan(0, 4, 0.1f, null, null),
            new WeightedSpan(5, 6, 0.1f, null, null),
            new WeightedSpan(7, 13, 0.9f, null, null),
            new WeightedSpan(15, 21, 0.5f, null, null),
            new WeightedSpan(22, 26, 0.49f, null, null));

    @Test
    void putsAColourBehindTheWordsOfAReview() {
        String red = "\u001b[38;5;16;48;5;202m";
        String orange = "\u001b[38;5;16;48;5;216m";
        String yellow = "\u001b[38;5;16;48;5;223m";
        assertThat(Highlighter.COLOUR.review(REVIEW, WORDS, 15))
                .containsExactly(
                        "What a " + red + "lovely\u001b[0m,", orange + "lovely\u001b[0m " + yellow + "film\u001b[0m");
    }

    @Test
    void putsTheHeavyWordsOfAReviewInStarsWhereThereIsNoColour() {
        assertThat(Highlighter.PLAIN.review(REVIEW, WORDS, 80)).containsExactly("What a **lovely**, **lovely** film");
    }

    @Test
    void countsTheWordsOfAReviewInCodePoints() {
        assertThat(Highlighter.PLAIN.review("\uD83D\uDE42 good", List.of(new WeightedSpan(2, 6, 1f, null, null)), 80))
                .containsExactly("\uD83D\uDE42 **good**");
    }

    @Test
    void showsAReviewWithoutTheSpansThatLieOutsideOfIt() {
        assertThat(Highlighter.PLAIN.review("good", List.of(new WeightedSpan(2, 6, 1f, null, null)), 80))
                .containsExactly("good");
    }
}
