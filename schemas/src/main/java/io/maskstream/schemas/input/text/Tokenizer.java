package io.maskstream.schemas.input.text;

import io.maskstream.schemas.artifact.TokenInput;
import io.maskstream.schemas.input.UnencodableInputException;
import java.util.List;

/** Cuts a text into tokens and looks each up. Safe for use by several threads. */
public interface Tokenizer {

    /**
     * The tokens of a text.
     *
     * @throws UnencodableInputException if it cannot be cut, or that would cost too much
     */
    Tokens tokenize(String text);

    /** No token, between the special ones that it sets around any text by itself. */
    default Tokens frame() {
        return new Tokens();
    }

    /** Every token in the order of the ids; empty where a tokenizer keeps that to itself. */
    List<String> vocabulary();

    /**
     * The tokenizer for an explainer's rules.
     *
     * @param vocabulary in the order of the ids
     * @throws IllegalArgumentException if vocabulary and rules do not fit together, or the rules name {@code subwords}, which
     *     {@link SubwordTokenizer} reads
     */
    static Tokenizer of(List<String> vocabulary, TokenInput rules) {
        Vocabulary known = new Vocabulary(vocabulary, rules);
        return switch (rules.unit()) {
            case WORDS -> new WordTokenizer(known, rules.textNormalization());
            case WHITESPACE -> new SeparatedTokenizer(known, new Standardization(rules.standardization()), false);
            case SPACES -> new SeparatedTokenizer(known, new Standardization(rules.standardization()), true);
            case CHARACTERS -> new CharacterTokenizer(known, new Standardization(rules.standardization()));
            // Of atoms it holds the vocabulary alone: a molecule in its canonical form is cut already.
            case LONGEST_MATCH, ATOMS -> new LongestMatchTokenizer(known, new Standardization(rules.standardization()));
            case SUBWORDS ->
                throw new IllegalArgumentException("the unit 'subwords' has no vocabulary but a tokenizer.json");
        };
    }
}
