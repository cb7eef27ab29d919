package io.maskstream.schemas.input.text;

import io.maskstream.schemas.artifact.TokenInput;
import io.maskstream.schemas.artifact.TokenInput.Unit;
import io.maskstream.schemas.record.Quotes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The tokens that a model knows, with their ids. */
final class Vocabulary {

    /**
     * Length limit of an entry that is matched at each position of a text, in characters; it limits the time of a
     * lookup.
     */
    private static final int LONGEST_MATCH = 50;

    private final List<String> entries;
    private final Map<String, Integer> ids;

    /**
     * Creates the vocabulary for an explainer's rules.
     *
     * @param entries distinct entries. Only the entry of the padding id may be empty. In a vocabulary of characters,
     *     only the names of the padding and of the unknown token may be longer, such as {@code [UNK]}
     * @throws IllegalArgumentException if the entries do not fit the rules
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
            throw new IllegalArgumentException("a vocabulary of words must start with '" + TextEncoding.UNKNOWN
                    + "', but this one "
                    + (entries.isEmpty() ? "is empty" : "starts with '" + Quotes.shown(entries.get(0)) + "'"));
        }
    }

    private static void check(String entry, int line, Unit unit, boolean isSpecial) {
        if (unit == Unit.WORDS ? entry.isBlank() : entry.isEmpty()) {
            throw new IllegalArgumentException("a vocabulary has one token per line, but line " + line + " is empty");
        }
        int characters = entry.codePointCount(0, entry.length());
        if (unit == Unit.CHARACTERS && characters != 1 && !isSpecial) {
            throw new IllegalArgumentException("a vocabulary of characters has one per line, but line " + line + " is '"
                    + Quotes.shown(entry) + "'");
        }
        if ((unit == Unit.LONGEST_MATCH || unit == Unit.ATOMS) && characters > LONGEST_MATCH) {
            throw new IllegalArgumentException("an entry of a vocabulary for 'longest_match' or 'atoms' has at most "
                    + LONGEST_MATCH + " characters, but line " + line + " has " + characters);
        }
    }

    /** Returns the entries in the order of their ids. */
    List<String> entries() {
        return entries;
    }

    /** Returns the id of a token, or {@link Tokens#UNKNOWN}. */
    int id(String token) {
        return ids.getOrDefault(token, Tokens.UNKNOWN);
    }
}
