package io.maskstream.schemas.input.text;

import io.maskstream.schemas.artifact.TokenInput;
import io.maskstream.schemas.input.UnencodableInputException;
import java.util.List;

/** Splits a text into tokens and looks up their ids. Thread-safe. */
public interface Tokenizer {

    /**
     * Returns the tokens of a text.
     *
     * @throws UnencodableInputException if the text cannot be tokenized, or this would be too expensive
     */
    Tokens tokenize(String text);

    /** Returns no tokens, with the special tokens that this tokenizer adds to any text. */
    default Tokens frame() {
        return new Tokens();
    }

    /** Returns all tokens in the order of their ids; empty if the tokenizer does not expose them. */
    List<String> vocabulary();

    /**
     * Returns the tokenizer for an explainer's rules.
     *
     * @param vocabulary the tokens in the order of their ids
     * @throws IllegalArgumentException if the vocabulary does not fit the rules, or the unit is {@code subwords}, which
     *     needs a {@link SubwordTokenizer}
     */
    static Tokenizer of(List<String> vocabulary, TokenInput rules) {
        Vocabulary known = new Vocabulary(vocabulary, rules);
        return switch (rules.unit()) {
            case WORDS -> new WordTokenizer(known, rules.textNormalization());
            case WHITESPACE -> new SeparatedTokenizer(known, new Standardization(rules.standardization()), false);
            case SPACES -> new SeparatedTokenizer(known, new Standardization(rules.standardization()), true);
            case CHARACTERS -> new CharacterTokenizer(known, new Standardization(rules.standardization()));
            // For atoms, the tokenizer only holds the vocabulary; the canonical form already consists of tokens.
            case LONGEST_MATCH, ATOMS -> new LongestMatchTokenizer(known, new Standardization(rules.standardization()));
            case SUBWORDS ->
                throw new IllegalArgumentException("the unit 'subwords' needs a tokenizer.json, not a vocabulary");
        };
    }
}
