package io.maskstream.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
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

    private static RandomReviews reviews(long seed) {
        return new RandomReviews(VOCABULARY, new int[] {3, 20}, seed);
    }
}
