package io.maskstream.schemas.input.text;

import java.util.Comparator;
import java.util.List;

/** Takes at each place the longest entry of the vocabulary that stands there; a character with which none starts is unknown. */
final class LongestMatchTokenizer implements Tokenizer {

    private final Vocabulary vocabulary;
    private final Standardization standardization;

    /** Of the entries in UTF-16 units, longest first. */
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
