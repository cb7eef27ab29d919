package io.maskstream.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RandomReviewsTest {

    private static final List<String> VOCABULARY = List.of("good", "bad", "don't", "film");

    @Test
    void haveWordsOfTheVocabularyInTheGivenLengths() {
        List<List<String>> reviews = Stream.generate(reviews(1))
                .limit(100)
                .map(review -> List.of(review.split(" ")))
                .toList();
        assertThat(reviews).allSatisfy(words -> assertThat(VOCABULARY).containsAll(words));
        assertThat(reviews).extracting(List::size).contains(3, 20).containsOnly(3, 20);
    }

    @Test
    void areTheSameForTheSameSeedOnly() {
        List<String> first = Stream.generate(reviews(1)).limit(20).toList();
        assertThat(Stream.generate(reviews(1)).limit(20)).isEqualTo(first);
        assertThat(Stream.generate(reviews(2)).limit(20).toList()).isNotEqualTo(first);
    }

    /** Expected shares of three words: log(2), log(3/2) and log(4/3), divided by log(4). */
    @Test
    void frequentWordsStandMoreOften() {
        String[] words = new RandomReviews(List.of("the", "film", "wig"), new int[] {100_000}, 3)
                .get()
                .split(" ");
        Map<String, Double> shares = Stream.of(words)
                .collect(Collectors.groupingBy(word -> word, Collectors.summingDouble(word -> 1.0 / words.length)));
        assertThat(shares.get("the")).isCloseTo(0.5, within(0.01));
        assertThat(shares.get("film")).isCloseTo(0.2925, within(0.01));
        assertThat(shares.get("wig")).isCloseTo(0.2075, within(0.01));
    }

    private static RandomReviews reviews(long seed) {
        return new RandomReviews(VOCABULARY, new int[] {3, 20}, seed);
    }
}
