package io.maskstream.demo;

import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Any number of texts without a meaning: words drawn at random. The same seed gives the same texts. */
final class RandomReviews implements Supplier<String> {

    private final List<String> vocabulary;
    private final int[] lengths;
    private final Random random;

    /**
     * Texts of some words.
     *
     * @param vocabulary to draw from, at least one word
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
        return random.ints(lengths[random.nextInt(lengths.length)], 0, vocabulary.size())
                .mapToObj(vocabulary::get)
                .collect(Collectors.joining(" "));
    }
}
