package io.maskstream.schemas.input.text;

import static io.maskstream.schemas.record.RefusalReason.EMPTY;
import static io.maskstream.schemas.record.RefusalReason.TOO_LONG;
import static io.maskstream.schemas.record.RefusalReason.UNKNOWN_WORDS;

import io.maskstream.schemas.artifact.TokenInput;
import io.maskstream.schemas.input.InputEncoding;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.schemas.input.Span;
import io.maskstream.schemas.input.TokenSequence;
import io.maskstream.schemas.input.UnencodableInputException;
import io.maskstream.schemas.record.Review;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Texts by word, as Keras' {@code text_to_word_sequence} cuts them, but by Unicode's classes of characters: a word is a
 * run of letters, combining marks, digits and apostrophes, in lower case; everything else separates, and so does the
 * HTML tag {@code <br />}. Keras separates at white space and ASCII punctuation alone. So it differs in this: other
 * punctuation, symbols, emoji and control characters are part of no word here; an apostrophe at either end of a word is
 * none of it, and a typographic one (U+2019) is one; no word {@code br} is left of a tag. A script that sets no spaces is
 * not cut into its words. What is looked up may be normalised before, see {@link TextNormalization}; offsets are those of
 * the text as it was published.
 *
 * <p>Of a text with more than the maximum of words, the last ones are taken, as Keras' {@code pad_sequences} does: a
 * review's verdict is often at its end.
 */
public final class TextEncoding implements InputEncoding {

    /** The first entry of every vocabulary, for the words that are not in it. It is no word itself. */
    public static final String UNKNOWN = "<unknown>";

    /** In Unicode code points; the longest review of IMDB's data set has under a tenth of it. */
    public static final int MAXIMUM_CHARACTERS = 200_000;

    private static final int UNKNOWN_ID = 1;

    private final List<String> vocabulary;
    private final Map<String, Integer> idOfWord;
    private final int maximumLength;
    private final TextNormalization normalization;

    /**
     * Encodes with a given vocabulary.
     *
     * @param vocabulary one word an entry, in lower case; the first is {@value #UNKNOWN} and has id 1
     * @param maximumLength in words
     * @param normalization with which the vocabulary was made
     */
    public TextEncoding(List<String> vocabulary, int maximumLength, TextNormalization normalization) {
        this.normalization = normalization;
        if (maximumLength < 1) {
            throw new IllegalArgumentException("maximum length must be at least 1, not " + maximumLength);
        }
        if (vocabulary.isEmpty() || !vocabulary.get(0).equals(UNKNOWN)) {
            throw new IllegalArgumentException("a vocabulary of words starts with '" + UNKNOWN + "', but this one "
                    + (vocabulary.isEmpty() ? "is empty" : "with '" + vocabulary.get(0) + "'"));
        }
        this.vocabulary = List.copyOf(vocabulary);
        this.maximumLength = maximumLength;
        this.idOfWord = new HashMap<>(2 * vocabulary.size());
        for (String word : vocabulary) {
            if (word.isBlank()) {
                throw new IllegalArgumentException(
                        "a vocabulary of words has one word a line, but line " + (idOfWord.size() + 1) + " is empty");
            }
            if (idOfWord.put(word, idOfWord.size() + 1) != null) {
                throw new IllegalArgumentException("'" + word + "' stands twice in the vocabulary of words");
            }
        }
    }

    /**
     * Encodes for the model of an explainer.
     *
     * @throws IllegalArgumentException if this version of maskstream does not know how
     */
    public TextEncoding(List<String> vocabulary, TokenInput input) {
        this(vocabulary, input.maximumLength(), input.textNormalization());
        if (!input.equals(TokenInput.words(input.maximumLength(), normalization))) {
            throw new IllegalArgumentException("this version of maskstream does not know these rules for tokens");
        }
    }

    /**
     * The words that are most frequent in some texts: {@value #UNKNOWN}, then most frequent first, equally frequent ones
     * in the order of their characters.
     *
     * @param texts of any number and length
     * @param size of the vocabulary, {@value #UNKNOWN} included; it is smaller where the texts have fewer words
     * @param normalization with which the vocabulary will be used
     */
    public static List<String> vocabularyOf(Iterable<String> texts, int size, TextNormalization normalization) {
        if (size < 1) {
            throw new IllegalArgumentException("size of a vocabulary must be at least 1, not " + size);
        }
        Map<String, Integer> counts = new HashMap<>();
        for (String text : texts) {
            Words words = new Words(normalization.lookup(text));
            while (words.next()) {
                counts.merge(words.word(), 1, Integer::sum);
            }
        }
        Stream<String> mostFrequent = counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(size - 1L)
                .map(Map.Entry::getKey);
        return Stream.concat(Stream.of(UNKNOWN), mostFrequent).toList();
    }

    @Override
    public InputKind kind() {
        return InputKind.REVIEW;
    }

    /** Every word, in the order of the ids, which start at 1. */
    public List<String> vocabulary() {
        return vocabulary;
    }

    /** In words. */
    public int maximumLength() {
        return maximumLength;
    }

    /** What is done to a text before its words are looked up. */
    public TextNormalization normalization() {
        return normalization;
    }

    @Override
    public TokenSequence encode(Object input) {
        return encode(((Review) input).getText());
    }

    /**
     * Encodes a text.
     *
     * @return its last words, at most the maximum length, with id 1 for those outside the vocabulary; words before them
     *     have no span
     * @throws UnencodableInputException if it is longer than {@link #MAXIMUM_CHARACTERS}, has no word, or none of the
     *     taken words is in the vocabulary: what a model says of unknown words alone explains nothing
     */
    public TokenSequence encode(String text) {
        // Before anything is made of it: a publisher may send megabytes.
        int characters = text.codePointCount(0, text.length());
        if (characters > MAXIMUM_CHARACTERS) {
            throw new UnencodableInputException(
                    TOO_LONG,
                    "field 'text' has " + characters + " characters, and at most " + MAXIMUM_CHARACTERS
                            + " are explained");
        }
        if (text.isBlank()) {
            throw new UnencodableInputException(EMPTY, "field 'text' is empty");
        }
        // Words and what separates them take two characters each at least: most texts need not be counted.
        LookupText lookup = normalization.lookup(text);
        boolean few = lookup.characters().length() < 2L * maximumLength;
        int skipped = few ? 0 : Math.max(0, Words.count(lookup) - maximumLength);
        Words words = new Words(lookup);
        for (int i = 0; i < skipped; i++) {
            words.next();
        }
        int[] ids = new int[Math.min(maximumLength, lookup.characters().length())];
        List<Span> spans = new ArrayList<>();
        boolean known = false;
        while (words.next()) {
            int id = idOfWord.getOrDefault(words.word(), UNKNOWN_ID);
            known |= id != UNKNOWN_ID;
            ids[spans.size()] = id;
            spans.add(words.span());
        }
        if (spans.isEmpty()) {
            throw new UnencodableInputException(EMPTY, "field 'text' has no word");
        }
        if (!known) {
            throw new UnencodableInputException(
                    UNKNOWN_WORDS, "field 'text' has no word that this explainer's model was trained on");
        }
        return new TokenSequence(Arrays.copyOf(ids, spans.size()), spans);
    }
}
