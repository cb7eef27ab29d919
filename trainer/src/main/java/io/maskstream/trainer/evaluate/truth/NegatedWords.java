package io.maskstream.trainer.evaluate.truth;

import io.maskstream.schemas.record.Review;
import io.maskstream.trainer.records.RecordSource;
import io.maskstream.trainer.records.SourceDescription;
import io.maskstream.trainer.records.SourceRecord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Artificial texts of two classes. One word decides the class, and in half of the texts a negator before it reverses
 * it. Adverbs between the two or before other adjectives have no effect. Neither do the other words, including negators
 * before neutral adjectives.
 */
public final class NegatedWords implements RecordSource {

    private static final List<String> GOOD =
            words("splendid moving hilarious superb charming brilliant gripping lovely");
    private static final List<String> BAD = words("dreadful tedious clumsy awful boring dull silly lousy");
    private static final List<String> NEGATORS = words("not never hardly");
    private static final List<String> ADVERBS = words("very really quite so all that");
    private static final List<String> NEUTRAL = words("long short local recent modern loud foreign late");

    private static final List<String> FILLER =
            words("the film a story of two brothers who meet in town and its scenes music"
                    + " were made by people from year with an actor on screen they was at house");

    private static final int FEWEST_FILLERS = 8;
    private static final int MOST_FILLERS = 24;

    /** Maximum number of adverbs before a word. */
    private static final int ADVERBS_BEFORE = 2;

    private static final int IDLE_NEGATORS = 2;

    private final List<SourceRecord> records = new ArrayList<>();
    private final String name;

    /**
     * The words that decide the class of a text.
     *
     * @param word the position of the deciding word
     * @param negator the position of the word that reverses it; empty if there is none
     */
    record Deciding(int word, OptionalInt negator) {

        /** Whether a position is one of the two. */
        boolean holds(int place) {
            return place == word || (negator.isPresent() && negator.getAsInt() == place);
        }

        int words() {
            return negator.isPresent() ? 2 : 1;
        }
    }

    /**
     * Creates the texts.
     *
     * @param count number of texts
     * @param seed of the texts
     */
    public NegatedWords(int count, long seed) {
        name = count + " made-up texts with a deciding word, seed " + seed;
        Random random = new Random(seed);
        for (int i = 0; i < count; i++) {
            boolean good = random.nextBoolean();
            boolean negated = random.nextBoolean();
            List<List<String>> phrases = new ArrayList<>();
            phrases.add(phrase(negated, good == negated ? BAD : GOOD, random));
            for (int idle = random.nextInt(IDLE_NEGATORS + 1); idle > 0; idle--) {
                phrases.add(phrase(true, NEUTRAL, random));
            }
            int fillers = FEWEST_FILLERS + random.nextInt(MOST_FILLERS - FEWEST_FILLERS + 1);
            for (int filler = 0; filler < fillers; filler++) {
                phrases.add(List.of(one(FILLER, random)));
            }
            Collections.shuffle(phrases, random);
            String text =
                    String.join(" ", phrases.stream().flatMap(List::stream).toList());
            records.add(new SourceRecord("text " + i, new Review(text), good ? "glad" : "cross", null));
        }
    }

    private static List<String> words(String spaced) {
        return List.of(spaced.split(" "));
    }

    private static List<String> phrase(boolean negated, List<String> words, Random random) {
        List<String> phrase = new ArrayList<>();
        if (negated) {
            phrase.add(one(NEGATORS, random));
        }
        for (int adverbs = random.nextInt(ADVERBS_BEFORE + 1); adverbs > 0; adverbs--) {
            phrase.add(one(ADVERBS, random));
        }
        phrase.add(one(words, random));
        return phrase;
    }

    private static String one(List<String> words, Random random) {
        return words.get(random.nextInt(words.size()));
    }

    /**
     * Finds the deciding words of a text.
     *
     * @param words of a text from this source
     */
    static Deciding deciding(List<String> words) {
        int word = 0;
        while (!GOOD.contains(words.get(word)) && !BAD.contains(words.get(word))) {
            word++;
        }
        int before = word - 1;
        while (before >= 0 && ADVERBS.contains(words.get(before))) {
            before--;
        }
        boolean negated = before >= 0 && NEGATORS.contains(words.get(before));
        return new Deciding(word, negated ? OptionalInt.of(before) : OptionalInt.empty());
    }

    @Override
    public void forEach(Consumer<SourceRecord> visitor, Consumer<String> skipped) {
        records.forEach(visitor);
    }

    @Override
    public SourceDescription describe() {
        return new SourceDescription(name, null);
    }
}
