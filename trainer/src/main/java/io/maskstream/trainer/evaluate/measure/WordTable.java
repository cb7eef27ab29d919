package io.maskstream.trainer.evaluate.measure;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.schemas.input.TokenSequence;
import io.maskstream.trainer.evaluate.subject.Closeness;
import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The words with the highest mean weight in the texts of each predicted class, over all their occurrences: table 1 of
 * the paper, as {@code words}. Words that the vocabulary lacks are left out.
 *
 * @param vocabulary in the order of the ids
 * @param firstId id of its first entry
 */
public record WordTable(List<String> vocabulary, int firstId) implements Measure {

    /** The mean weight of a rarer word may depend on a single text. */
    static final int FEWEST_OCCURRENCES = 50;

    /** Number of words for each class; the paper's table has ten. */
    private static final int WORDS = 20;

    /**
     * The mean weight of a word.
     *
     * @param weight in [0,1]
     * @param occurrences number of occurrences over which the mean is taken
     */
    record Word(String word, double weight, int occurrences) {}

    @Override
    public String title() {
        return "Words of the highest weight";
    }

    @Override
    public void of(Trial trial, ObjectNode result) {
        ExplainedRecords records = trial.all();
        ObjectNode node = result.putObject("words");
        List<String> classes = records.output().classes();
        for (int c = 0; c < classes.size(); c++) {
            List<TokenSequence> texts = new ArrayList<>();
            List<float[]> masks = new ArrayList<>();
            for (int i = 0; i < records.size(); i++) {
                if (Closeness.mostProbable(records.predictions()[i]) == c) {
                    texts.add((TokenSequence) records.inputs().get(i));
                    masks.add(records.masks().get(i));
                }
            }
            ArrayNode words = node.putArray(classes.get(c));
            highest(texts, masks).forEach(word -> words.addObject()
                    .put("word", word.word())
                    .put("weight", word.weight())
                    .put("occurrences", word.occurrences()));
        }
    }

    /**
     * Returns the words with the highest mean weight, highest first, among those with {@value #FEWEST_OCCURRENCES} or
     * more occurrences.
     */
    List<Word> highest(List<TokenSequence> texts, List<float[]> masks) {
        double[] sums = new double[vocabulary.size()];
        int[] occurrences = new int[vocabulary.size()];
        for (int i = 0; i < texts.size(); i++) {
            TokenSequence text = texts.get(i);
            for (int part = 0; part < text.parts(); part++) {
                int word = text.id(part) - firstId;
                if (word >= 0 && word < sums.length) {
                    sums[word] += masks.get(i)[part];
                    occurrences[word]++;
                }
            }
        }
        List<Word> words = new ArrayList<>();
        for (int word = 0; word < sums.length; word++) {
            if (occurrences[word] >= FEWEST_OCCURRENCES && !isSpecial(vocabulary.get(word))) {
                words.add(new Word(vocabulary.get(word), sums[word] / occurrences[word], occurrences[word]));
            }
        }
        words.sort(Comparator.comparingDouble(Word::weight).reversed());
        return List.copyOf(words.subList(0, Math.min(WORDS, words.size())));
    }

    /** Whether an entry stands for padding or unknown words: {@code [UNK]}, {@code <unk>}, or the empty string. */
    private static boolean isSpecial(String entry) {
        return entry.isEmpty()
                || (entry.startsWith("[") && entry.endsWith("]"))
                || (entry.startsWith("<") && entry.endsWith(">"));
    }
}
