package io.maskstream.schemas.input.text;

import java.util.List;

/** Splits a text into {@link Words}. */
final class WordTokenizer implements Tokenizer {

    private final Vocabulary vocabulary;
    private final TextNormalization normalization;

    WordTokenizer(Vocabulary vocabulary, TextNormalization normalization) {
        this.vocabulary = vocabulary;
        this.normalization = normalization;
    }

    @Override
    public Tokens tokenize(String text) {
        Words words = new Words(normalization.lookup(text));
        Tokens tokens = new Tokens();
        while (words.next()) {
            var span = words.span();
            tokens.add(vocabulary.id(words.word()), span.start(), span.end());
        }
        return tokens;
    }

    @Override
    public List<String> vocabulary() {
        return vocabulary.entries();
    }
}
