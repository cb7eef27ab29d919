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
 * Which words masks weigh most in the texts that the model takes for one of a class, in the mean over all places where they
 * stand: the paper's table 1, as {@code words}. Words that the vocabulary lacks are left out.
 *
 * @param vocabulary by id
 * @param firstId id of its first entry
 */
public record WordTable(List<String> vocabulary, int firstId) implements Measure {

    /** A word that stands more rarely may owe its mean to a single text. */
    static final int FEWEST_OCCURRENCES = 50;

    /** Words for each class; the paper's table has ten. */
    private static final int WORDS = 20;

    /**
     * A word's mean weight.
     *
     * @param weight in [0,1]
     * @param occurrences over how many places
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

    /** The words of the highest mean weight, highest first, that stand {@value #FEWEST_OCCURRENCES} times or more. */
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

    /** Whether an entry stands for padding or for unknown words: {@code [UNK]}, {@code <unk>}, or nothing at all. */
    private static boolean isSpecial(String entry) {
        return entry.isEmpty()
                || (entry.startsWith("[") && entry.endsWith("]"))
                || (entry.startsWith("<") && entry.endsWith(">"));
    }
}
