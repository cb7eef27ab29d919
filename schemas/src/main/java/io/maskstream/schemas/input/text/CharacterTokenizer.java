package io.maskstream.schemas.input.text;

import java.util.List;

/** Splits a text into Unicode code points, including white space, like TensorFlow's {@code UnicodeSplit}. */
final class CharacterTokenizer implements Tokenizer {

    private final Vocabulary vocabulary;
    private final Standardization standardization;

    CharacterTokenizer(Vocabulary vocabulary, Standardization standardization) {
        this.vocabulary = vocabulary;
        this.standardization = standardization;
    }

    @Override
    public Tokens tokenize(String text) {
        LookupText lookup = standardization.apply(text);
        String characters = lookup.characters();
        Tokens tokens = new Tokens();
        for (int i = 0; i < characters.length(); ) {
            int next = i + Character.charCount(characters.codePointAt(i));
            tokens.add(vocabulary.id(characters.substring(i, next)), lookup.start(i), lookup.end(next - 1));
            i = next;
        }
        return tokens;
    }

    @Override
    public List<String> vocabulary() {
        return vocabulary.entries();
    }
}
