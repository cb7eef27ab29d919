package io.maskstream.schemas.input.text;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;

/**
 * Replaces the matches of a pattern like TensorFlow's {@code RegexReplace}, which is RE2's {@code GlobalReplace}: an
 * empty match directly after another match does not count.
 */
final class Replacement implements Standardization.Step {

    private final Pattern pattern;
    private final String with;

    /**
     * Creates a step of a standardization.
     *
     * @param with the replacement, with {@code \0} to {@code \9} for the match and its groups, and two backslashes for
     *     one
     * @throws IllegalArgumentException if anything else follows a backslash, or a group does not exist
     */
    Replacement(Pattern pattern, String with) {
        this.pattern = pattern;
        this.with = with;
        for (int i = with.indexOf('\\'); i >= 0; i = with.indexOf('\\', i + 2)) {
            char c = i + 1 < with.length() ? with.charAt(i + 1) : ' ';
            if (c != '\\' && (c < '0' || c > '9' || c - '0' > pattern.groupCount())) {
                throw new IllegalArgumentException(
                        "field 'with' of a step of field 'standardization' has a backslash that"
                                + " is followed by neither a backslash nor the number of a group, from 0 to "
                                + Math.min(9, pattern.groupCount()));
            }
        }
    }

    @Override
    public LookupText apply(LookupText text, Standardization.Budget budget) {
        String characters = text.characters();
        Matcher matcher = pattern.matcher(new Metered(characters, pattern.programSize(), budget));
        LookupText.Derivation result = new LookupText.Derivation(text);
        int position = 0;
        int lastEnd = -1;
        while (position <= characters.length() && matcher.find(position)) {
            int start = matcher.start();
            int end = matcher.end();
            result.copy(position, start);
            if (start == end && start == lastEnd) {
                position = start == characters.length()
                        ? start + 1
                        : start + Character.charCount(characters.codePointAt(start));
                result.copy(start, Math.min(position, characters.length()));
                continue;
            }
            rewrite(matcher, result);
            position = end;
            lastEnd = end;
        }
        result.copy(Math.min(position, characters.length()), characters.length());
        return result.text();
    }

    private void rewrite(Matcher matcher, LookupText.Derivation result) {
        for (int i = 0; i < with.length(); i++) {
            char c = with.charAt(i);
            if (c == '\\') {
                c = with.charAt(++i);
                if (c != '\\') {
                    int group = c - '0';
                    if (matcher.start(group) >= 0) {
                        result.copy(matcher.start(group), matcher.end(group));
                    }
                    continue;
                }
            }
            result.insert(c, matcher.start(), matcher.end());
        }
    }

    /** A text that charges each read to a budget: RE2 executes at most the complete program for each character. */
    private record Metered(String characters, int program, Standardization.Budget budget) implements CharSequence {

        @Override
        public int length() {
            return characters.length();
        }

        @Override
        public char charAt(int index) {
            budget.take(program);
            return characters.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return characters.substring(start, end);
        }

        @Override
        public String toString() {
            return characters;
        }
    }
}
