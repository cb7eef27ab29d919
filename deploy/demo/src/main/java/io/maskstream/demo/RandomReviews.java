package io.maskstream.demo;

import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Generates meaningless texts of random words. Their frequencies follow Zipf's law: the k-th most frequent word has a
 * share proportional to 1/k. The same seed gives the same texts.
 */
final class RandomReviews implements Supplier<String> {

    private final List<String> vocabulary;
    private final int[] lengths;
    private final Random random;

    /**
     * Creates texts from a vocabulary.
     *
     * @param vocabulary at least one word, the most frequent first
     * @param lengths possible lengths of a text in words
     */
    RandomReviews(List<String> vocabulary, int[] lengths, long seed) {
        this.vocabulary = List.copyOf(vocabulary);
        this.lengths = lengths.clone();
        this.random = new Random(seed);
    }

    /** Returns the next text. */
    @Override
    public String get() {
        return random.doubles(lengths[random.nextInt(lengths.length)])
                .mapToObj(this::word)
                .collect(Collectors.joining(" "));
    }

    /**
     * Draws uniformly distributed logarithms of ranks: rank k has a share of log(1 + 1/k), which is close to 1/k except
     * for the first few.
     */
    private String word(double share) {
        int rank = (int) Math.pow(vocabulary.size() + 1, share);
        return vocabulary.get(Math.min(rank, vocabulary.size()) - 1);
    }
}
