package io.maskstream.trainer.evaluate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Which words masks weigh most, in the mean over all places where they stand: the paper's table 1. */
final class WordWeights {

    /** A word that stands more rarely may owe its mean to a single review. */
    static final int FEWEST_OCCURRENCES = 50;

    private WordWeights() {}

    /**
     * A word's mean weight.
     *
     * @param weight in [0,1]
     * @param occurrences over how many places
     */
    record Word(String word, double weight, int occurrences) {}

    /**
     * The words of the highest mean weight, highest first; those that stand fewer than {@value #FEWEST_OCCURRENCES} times
     * are left out, and so are unknown ones.
     *
     * @param vocabulary the word of id i at i - 1; the first stands for unknown words
     */
    static List<Word> highest(List<int[]> ids, List<float[]> masks, List<String> vocabulary, int count) {
        double[] sums = new double[vocabulary.size()];
        int[] occurrences = new int[vocabulary.size()];
        for (int i = 0; i < ids.size(); i++) {
            for (int t = 0; t < ids.get(i).length; t++) {
                int word = ids.get(i)[t] - 1;
                sums[word] += masks.get(i)[t];
                occurrences[word]++;
            }
        }
        List<Word> words = new ArrayList<>();
        for (int word = 1; word < sums.length; word++) {
            if (occurrences[word] >= FEWEST_OCCURRENCES) {
                words.add(new Word(vocabulary.get(word), sums[word] / occurrences[word], occurrences[word]));
            }
        }
        words.sort(Comparator.comparingDouble(Word::weight).reversed());
        return List.copyOf(words.subList(0, Math.min(count, words.size())));
    }
}
