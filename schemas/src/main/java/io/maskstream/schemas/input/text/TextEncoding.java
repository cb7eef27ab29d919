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
 * Texts as token ids by the rules of an explainer, see {@link TokenInput}; offsets are those of the text as it was published.
 *
 * <p>The unit {@link TokenInput.Unit#WORDS} cuts as Keras' {@code text_to_word_sequence} does, but by Unicode's classes of
 * characters: a word is a run of letters, combining marks, digits and apostrophes, in lower case; everything else separates,
 * and so does the HTML tag {@code <br />}. Keras separates at white space and ASCII punctuation alone. So it differs in this:
 * other punctuation, symbols, emoji and control characters are part of no word here; an apostrophe at either end of a word is
 * none of it, and a typographic one (U+2019) is one; no word {@code br} is left of a tag. A script that sets no spaces is not
 * cut into its words. What is looked up may be normalised before, see {@link TextNormalization}. The other units follow the
 * user's own pipeline to the letter.
 */
public final class TextEncoding implements InputEncoding {

    /** The first entry of every vocabulary, for the words that are not in it. It is no word itself. */
    public static final String UNKNOWN = "<unknown>";

    /** In Unicode code points; the longest review of IMDB's data set has under a tenth of it. */
    public static final int MAXIMUM_CHARACTERS = 200_000;

    private final Tokenizer tokenizer;
    private final TokenInput input;
    private final TokenRules rules;

    /**
     * Encodes words with a given vocabulary, as format 1 of the artifact does.
     *
     * @param vocabulary one word an entry, in lower case; the first is {@value #UNKNOWN} and has id 1
     * @param maximumLength in words
     * @param normalization with which the vocabulary was made
     */
    public TextEncoding(List<String> vocabulary, int maximumLength, TextNormalization normalization) {
        this(vocabulary, TokenInput.words(maximumLength, normalization));
    }

    /**
     * Encodes for the model of an explainer that has a vocabulary.
     *
     * @throws IllegalArgumentException if vocabulary and rules do not fit together
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

    /** Every token, in the order of the ids; empty for subwords. */
    public List<String> vocabulary() {
        return tokenizer.vocabulary();
    }

    /** In tokens, special ones included. */
    public int maximumLength() {
        return input.maximumLength();
    }

    /** What is done to a text before its words are looked up. */
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
     * @return of the tokens, those that the rules for what is unknown and for what is too long leave; the others have no span
     * @throws UnencodableInputException if it is longer than {@link #MAXIMUM_CHARACTERS}, has no token, the rules refuse it,
     *     or none of the taken tokens is in the vocabulary: what a model says of unknown words alone explains nothing
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
        Tokens tokens = rules.apply(tokenizer.tokenize(text), text);
        return rules.sequence(tokens, (start, end) -> new Span(start, end, Span.NO_ATOM));
    }
}
