package io.maskstream.demo;

import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Any number of texts without a meaning: words drawn at random, as often as texts have them by Zipf's law, which gives the
 * k-th most frequent word a share in proportion to 1/k. The same seed gives the same texts.
 */
final class RandomReviews implements Supplier<String> {

    private final List<String> vocabulary;
    private final int[] lengths;
    private final Random random;

    /**
     * Texts of some words.
     *
     * @param vocabulary to draw from, at least one word, the most frequent first
     * @param lengths in words; each text has one of them
     */
    RandomReviews(List<String> vocabulary, int[] lengths, long seed) {
        this.vocabulary = List.copyOf(vocabulary);
        this.lengths = lengths.clone();
        this.random = new Random(seed);
    }

    /** The next one. */
    @Override
    public String get() {
        return random.doubles(lengths[random.nextInt(lengths.length)])
                .mapToObj(this::word)
                .collect(Collectors.joining(" "));
    }

    /** Evenly distributed logarithms of ranks: the rank k has a share of log(1 + 1/k), which is 1/k but for the first few. */
    private String word(double share) {
        int rank = (int) Math.pow(vocabulary.size() + 1, share);
        return vocabulary.get(Math.min(rank, vocabulary.size()) - 1);
    }
}
