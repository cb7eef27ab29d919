package io.maskstream.schemas.input.text;

import static io.maskstream.schemas.record.RefusalReason.EMPTY;
import static io.maskstream.schemas.record.RefusalReason.TOO_LONG;

import io.maskstream.schemas.artifact.TokenInput;
import io.maskstream.schemas.input.InputEncoding;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.schemas.input.Span;
import io.maskstream.schemas.input.TokenSequence;
import io.maskstream.schemas.input.UnencodableInputException;
import io.maskstream.schemas.record.Review;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Encodes texts as token ids by the rules of an explainer, see {@link TokenInput}. Offsets refer to the published text.
 *
 * <p>The unit {@link TokenInput.Unit#WORDS} splits like Keras' {@code text_to_word_sequence}, but by Unicode character
 * classes: a word is a sequence of letters, combining marks, digits and apostrophes, in lower case. Everything else
 * separates words, including the HTML tag {@code <br />}. Keras separates only at white space and ASCII punctuation.
 * The differences: other punctuation, symbols, emoji and control characters are not part of a word here; apostrophes at
 * the ends of a word are removed, and a typographic apostrophe (U+2019) counts as an apostrophe; a tag leaves no word
 * {@code br}. Scripts without spaces are not split into words. Words may be normalized before the lookup, see {@link
 * TextNormalization}. The other units follow the user's own pipeline exactly.
 */
public final class TextEncoding implements InputEncoding {

    /** The first entry of every vocabulary, which stands for all words that are not in it. */
    public static final String UNKNOWN = "<unknown>";

    /** Length limit in Unicode code points; the longest review in the IMDB data set has less than a tenth of it. */
    public static final int MAXIMUM_CHARACTERS = 200_000;

    private final Tokenizer tokenizer;
    private final TokenInput input;
    private final TokenRules rules;

    /**
     * Encodes words with the given vocabulary, as in format 1 of the artifact.
     *
     * @param vocabulary one word per entry, in lower case; the first is {@value #UNKNOWN} and has id 1
     * @param maximumLength length limit in words
     * @param normalization the normalization with which the vocabulary was created
     */
    public TextEncoding(List<String> vocabulary, int maximumLength, TextNormalization normalization) {
        this(vocabulary, TokenInput.words(maximumLength, normalization));
    }

    /**
     * Encodes for the model of an explainer that has a vocabulary.
     *
     * @throws IllegalArgumentException if the vocabulary does not fit the rules
     */
    public TextEncoding(List<String> vocabulary, TokenInput input) {
        this(Tokenizer.of(vocabulary, input), input);
    }

    /** Encodes for the model of an explainer. */
    public TextEncoding(Tokenizer tokenizer, TokenInput input) {
        this.tokenizer = tokenizer;
        this.input = input;
        this.rules = new TokenRules(input, "text");
    }

    /**
     * Returns a vocabulary of the most frequent words in the given texts: {@value #UNKNOWN}, followed by the words in
     * descending order of frequency. Equally frequent words are sorted by their characters.
     *
     * @param texts any number of texts of any length
     * @param size size limit of the vocabulary, including {@value #UNKNOWN}; it is smaller if the texts have fewer
     *     words
     * @param normalization the normalization with which the vocabulary will be used
     */
    public static List<String> vocabularyOf(Iterable<String> texts, int size, TextNormalization normalization) {
        if (size < 1) {
            throw new IllegalArgumentException("the size of a vocabulary must be at least 1, not " + size);
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

    /** Returns all tokens in the order of their ids; empty for subwords. */
    public List<String> vocabulary() {
        return tokenizer.vocabulary();
    }

    /** Returns the length limit in tokens, including special tokens. */
    public int maximumLength() {
        return input.maximumLength();
    }

    /** Returns the normalization of a text before its words are looked up. */
    public TextNormalization normalization() {
        return input.textNormalization();
    }

    @Override
    public TokenSequence probe() {
        return rules.probe(tokenizer);
    }

    @Override
    public TokenSequence encode(Object input) {
        return encode(((Review) input).getText());
    }

    /**
     * Encodes a text.
     *
     * @return the tokens that remain after the rules for unknown tokens and for the length limit; dropped tokens have
     *     no span
     * @throws UnencodableInputException if it is longer than {@link #MAXIMUM_CHARACTERS}, has no token, is refused by
     *     the rules, or none of the remaining tokens is in the vocabulary: a prediction for unknown words alone cannot
     *     be explained
     */
    public TokenSequence encode(String text) {
        // Checked first, because a publisher may send megabytes.
        int characters = text.codePointCount(0, text.length());
        if (characters > MAXIMUM_CHARACTERS) {
            throw new UnencodableInputException(
                    TOO_LONG,
                    "field 'text' has " + characters + " characters; at most " + MAXIMUM_CHARACTERS + " are allowed");
        }
        if (text.isBlank()) {
            throw new UnencodableInputException(EMPTY, "field 'text' is empty");
        }
        Tokens tokens = rules.apply(tokenizer.tokenize(text), text);
        return rules.sequence(tokens, (start, end) -> new Span(start, end, Span.NO_ATOM));
    }
}
