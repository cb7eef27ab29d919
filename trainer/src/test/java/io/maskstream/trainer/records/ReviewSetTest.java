package io.maskstream.trainer.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maskstream.schemas.input.TokenSequence;
import io.maskstream.schemas.input.text.TextEncoding;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReviewSetTest {

    private static final List<ImdbReviews.Review> REVIEWS =
            List.of(review("a dull, dull film", false), review("a fine film", true));

    @Test
    void examplesAreTheEncodedTextsAndTheIndexOfTheirClass() {
        TextEncoding encoding = ReviewSet.encoding(REVIEWS, 100, 500);

        List<Batch.Example> examples = new ReviewSet(REVIEWS, encoding).examples();

        assertThat(encoding.vocabulary()).containsExactly("<unknown>", "a", "dull", "film", "fine");
        assertThat(ids(examples.get(0))).containsExactly(2, 3, 3, 4);
        assertThat(ids(examples.get(1))).containsExactly(2, 5, 4);
        assertThat(examples).extracting(Batch.Example::target).containsExactly(0f, 1f);
        assertThat(ReviewSet.CLASSES).containsExactly("negative", "positive");
    }

    @Test
    void theVocabularyHoldsTheMostFrequentWords() {
        TextEncoding encoding = ReviewSet.encoding(REVIEWS, 3, 500);

        assertThat(encoding.vocabulary()).containsExactly("<unknown>", "a", "dull");
        assertThat(ids(new ReviewSet(REVIEWS, encoding).examples().get(1))).containsExactly(2, 1, 1);
    }

    @Test
    void aReviewIsNoLongerThanTheLongestGraph() {
        ImdbReviews.Review review = review("dull " + "film ".repeat(600), false);
        TextEncoding encoding = ReviewSet.encoding(List.of(review), 100, 500);

        assertThat(ids(new ReviewSet(List.of(review), encoding).examples().get(0)))
                .hasSize(500);
    }

    @Test
    void namesAReviewWithoutWords() {
        assertThatThrownBy(() -> new ReviewSet(List.of(review("...", true)), ReviewSet.encoding(REVIEWS, 100, 500)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The review train/pos/1_9.txt: field 'text' has no word");
    }

    @Test
    void validationTakesATenthAndCopiesOfATextStayOnOneSide() {
        List<ImdbReviews.Review> train = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            train.addAll(Collections.nCopies(2, review("film number " + i, i % 2 == 0)));
        }
        List<ImdbReviews.Review> test = List.of(review("film number 7", false), review("another film", true));

        Split<ImdbReviews.Review> split = ReviewSet.split(new ImdbReviews(train, test, ""), 3);

        assertThat(split.test()).isEqualTo(test);
        assertThat(split.validation()).hasSize(20).doesNotContainAnyElementsOf(split.train());
        // Of the 100 texts one is tested, and 10 are held out.
        assertThat(split.train()).hasSize(178).doesNotContainAnyElementsOf(test);
        assertThat(ReviewSet.split(new ImdbReviews(train, test, ""), 4)).isNotEqualTo(split);
    }

    private static ImdbReviews.Review review(String text, boolean positive) {
        return new ImdbReviews.Review(positive ? "train/pos/1_9.txt" : "train/neg/1_2.txt", text, positive);
    }

    @Test
    void theLastLengthIsTheNumberOfWordsThatAreTaken() {
        assertThat(ReviewSet.lengths(500)).containsExactly(40, 80, 130, 180, 250, 350, 500);
        assertThat(ReviewSet.lengths(130)).containsExactly(40, 80, 130);
        assertThat(ReviewSet.lengths(20)).containsExactly(20);
    }

    private static int[] ids(Batch.Example example) {
        return ((TokenSequence) example.input()).ids();
    }
}
