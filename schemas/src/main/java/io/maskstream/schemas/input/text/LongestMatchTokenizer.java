package io.maskstream.schemas.input.text;

import java.util.Comparator;
import java.util.List;

/**
 * Takes the longest matching entry of the vocabulary at each position. A character at which no entry matches is
 * unknown.
 */
final class LongestMatchTokenizer implements Tokenizer {

    private final Vocabulary vocabulary;
    private final Standardization standardization;

    /** Distinct lengths of the entries in UTF-16 units, longest first. */
    private final int[] lengths;

    LongestMatchTokenizer(Vocabulary vocabulary, Standardization standardization) {
        this.vocabulary = vocabulary;
        this.standardization = standardization;
        this.lengths = vocabulary.entries().stream()
                .map(String::length)
                .filter(length -> length > 0)
                .distinct()
                .sorted(Comparator.reverseOrder())
                .mapToInt(Integer::intValue)
                .toArray();
    }

    @Override
    public Tokens tokenize(String text) {
        LookupText lookup = standardization.apply(text);
        String characters = lookup.characters();
        Tokens tokens = new Tokens();
        for (int i = 0; i < characters.length(); ) {
            int next = i + Character.charCount(characters.codePointAt(i));
            int id = Tokens.UNKNOWN;
            for (int length : lengths) {
                if (i + length <= characters.length()) {
                    id = vocabulary.id(characters.substring(i, i + length));
                    if (id != Tokens.UNKNOWN) {
                        next = i + length;
                        break;
                    }
                }
            }
            tokens.add(id, lookup.start(i), lookup.end(next - 1));
            i = next;
        }
        return tokens;
    }

    @Override
    public List<String> vocabulary() {
        return vocabulary.entries();
    }
}
