package io.maskstream.schemas.input.text;

import io.maskstream.schemas.artifact.TokenInput;
import io.maskstream.schemas.artifact.TokenInput.Unit;
import io.maskstream.schemas.record.Quotes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The tokens that a model knows, and their ids. */
final class Vocabulary {

    /** Of an entry that is looked for at each place of a text, in characters: bounds the time that takes. */
    private static final int LONGEST_MATCH = 50;

    private final List<String> entries;
    private final Map<String, Integer> ids;

    /**
     * A vocabulary for an explainer's rules.
     *
     * @param entries distinct; an empty one is allowed only at the id of the padding, and among characters the names of the
     *     padding and of the unknown token may be longer, such as {@code [UNK]}
     * @throws IllegalArgumentException if they do not fit the rules
     */
    Vocabulary(List<String> entries, TokenInput rules) {
        this.entries = List.copyOf(entries);
        this.ids = new HashMap<>(2 * entries.size());
        if (rules.unit() == Unit.WORDS && rules.unknownId() != null && rules.unknownId() == rules.firstId()) {
            checkFirst(entries);
        }
        for (int i = 0; i < entries.size(); i++) {
            String entry = entries.get(i);
            int id = rules.firstId() + i;
            boolean isSpecial = id == rules.padding() || Objects.equals(rules.unknownId(), id);
            if (!entry.isEmpty() || id != rules.padding()) {
                check(entry, i + 1, rules.unit(), isSpecial);
            }
            if (ids.put(entry, id) != null) {
                throw new IllegalArgumentException("'" + Quotes.shown(entry) + "' occurs twice in the vocabulary");
            }
        }
    }

    private static void checkFirst(List<String> entries) {
        if (entries.isEmpty() || !entries.get(0).equals(TextEncoding.UNKNOWN)) {
            throw new IllegalArgumentException("a vocabulary of words starts with '" + TextEncoding.UNKNOWN
                    + "', but this one "
                    + (entries.isEmpty() ? "is empty" : "with '" + Quotes.shown(entries.get(0)) + "'"));
        }
    }

    private static void check(String entry, int line, Unit unit, boolean isSpecial) {
        if (unit == Unit.WORDS ? entry.isBlank() : entry.isEmpty()) {
            throw new IllegalArgumentException("a vocabulary has one token a line, but line " + line + " is empty");
        }
        int characters = entry.codePointCount(0, entry.length());
        if (unit == Unit.CHARACTERS && characters != 1 && !isSpecial) {
            throw new IllegalArgumentException("a vocabulary of characters has one a line, but line " + line + " is '"
                    + Quotes.shown(entry) + "'");
        }
        if ((unit == Unit.LONGEST_MATCH || unit == Unit.ATOMS) && characters > LONGEST_MATCH) {
            throw new IllegalArgumentException("an entry of a vocabulary for 'longest_match' or 'atoms' has at most "
                    + LONGEST_MATCH + " characters, but line " + line + " has " + characters);
        }
    }

    /** In the order of the ids. */
    List<String> entries() {
        return entries;
    }

    /** The id of a token, or {@link Tokens#UNKNOWN}. */
    int id(String token) {
        return ids.getOrDefault(token, Tokens.UNKNOWN);
    }
}
