package io.maskstream.schemas.input.text;

import java.util.List;

/**
 * Splits at ASCII white space, like TensorFlow's {@code StringSplitV2} without a separator, or only at spaces, like
 * Keras' {@code text_to_word_sequence}. No-break spaces and other Unicode white space are part of a token.
 */
final class SeparatedTokenizer implements Tokenizer {

    private static final char VERTICAL_TAB = 0x0B;

    private final Vocabulary vocabulary;
    private final Standardization standardization;
    private final boolean spacesAlone;

    SeparatedTokenizer(Vocabulary vocabulary, Standardization standardization, boolean spacesAlone) {
        this.vocabulary = vocabulary;
        this.standardization = standardization;
        this.spacesAlone = spacesAlone;
    }

    @Override
    public Tokens tokenize(String text) {
        LookupText lookup = standardization.apply(text);
        String characters = lookup.characters();
        Tokens tokens = new Tokens();
        int start = 0;
        for (int i = 0; i <= characters.length(); i++) {
            if (i == characters.length() || separates(characters.charAt(i))) {
                if (start < i) {
                    tokens.add(vocabulary.id(characters.substring(start, i)), lookup.start(start), lookup.end(i - 1));
                }
                start = i + 1;
            }
        }
        return tokens;
    }

    private boolean separates(char c) {
        return switch (c) {
            case ' ' -> true;
            case '\t', '\n', VERTICAL_TAB, '\f', '\r' -> !spacesAlone;
            default -> false;
        };
    }

    @Override
    public List<String> vocabulary() {
        return vocabulary.entries();
    }
}
