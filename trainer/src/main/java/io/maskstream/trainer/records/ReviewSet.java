package io.maskstream.trainer.records;

import io.maskstream.schemas.input.TokenSequence;
import io.maskstream.schemas.input.UnencodableInputException;
import io.maskstream.schemas.input.text.TextEncoding;
import io.maskstream.schemas.input.text.TextNormalization;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Reviews with their sentiment, encoded. */
public final class ReviewSet {

    /**
     * Lengths in words for which graphs are built. Each costs start-up and file size by its length, and saves padding: with
     * these and 500, reviews of IMDB are padded from 218 words to 252 in the mean.
     */
    private static final List<Integer> LENGTHS = List.of(40, 80, 130, 180, 250, 350);

    /** What a model says of reviews, in the order of the classes. */
    public static final List<String> CLASSES = List.of("negative", "positive");

    private final List<ImdbReviews.Review> reviews;
    private final List<Batch.Example> examples;

    /**
     * Encodes reviews.
     *
     * @throws IllegalArgumentException if the encoding cannot take one; names it
     */
    public ReviewSet(List<ImdbReviews.Review> reviews, TextEncoding encoding) {
        this.reviews = List.copyOf(reviews);
        this.examples = reviews.stream()
                .map(review -> new Batch.Example(encoded(review, encoding), review.positive() ? 1 : 0))
                .toList();
    }

    /**
     * Divides the reviews for training into those that are trained on and those by which settings are chosen. Copies of a
     * text stay on one side, and those of a text for testing are left out.
     */
    public static Split<ImdbReviews.Review> split(ImdbReviews reviews, long seed) {
        return Split.heldOut(reviews.train(), reviews.test(), ImdbReviews.Review::text, 0.1, seed);
    }

    /**
     * Lengths in words for which graphs are built.
     *
     * @param maximum the last, the number of words that are taken of a review
     */
    public static SortedSet<Integer> lengths(int maximum) {
        SortedSet<Integer> lengths = new TreeSet<>(
                LENGTHS.stream().filter(length -> length < maximum).toList());
        lengths.add(maximum);
        return lengths;
    }

    /** An encoding whose vocabulary holds the most frequent words of some reviews, normalised as is now the rule. */
    public static TextEncoding encoding(List<ImdbReviews.Review> reviews, int vocabularySize, int maximumLength) {
        TextNormalization normalization = TextNormalization.UNICODE_1;
        return new TextEncoding(
                TextEncoding.vocabularyOf(
                        reviews.stream().map(ImdbReviews.Review::text).toList(), vocabularySize, normalization),
                maximumLength,
                normalization);
    }

    public List<ImdbReviews.Review> reviews() {
        return reviews;
    }

    /** One a review in their order; its target is the index of its class: 0 for negative, 1 for positive. */
    public List<Batch.Example> examples() {
        return examples;
    }

    private static TokenSequence encoded(ImdbReviews.Review review, TextEncoding encoding) {
        try {
            return encoding.encode(review.text()).withoutSpans();
        } catch (UnencodableInputException e) {
            throw new IllegalArgumentException("The review " + review.file() + ": " + e.getMessage(), e);
        }
    }
}
