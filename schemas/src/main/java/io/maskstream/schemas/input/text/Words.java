package io.maskstream.schemas.input.text;

import io.maskstream.schemas.input.Span;
import java.util.Locale;

/**
 * Iterates over the words of a text. A word starts with a letter or digit, continues with letters, combining marks,
 * digits and apostrophes, and does not include apostrophes at its end.
 */
final class Words {

    private static final int TYPOGRAPHIC_APOSTROPHE = '\u2019';

    private final LookupText lookup;
    private final String text;
    private int position;
    private int start;
    private int end;

    Words(LookupText lookup) {
        this.lookup = lookup;
        this.text = lookup.characters();
    }

    /** Counts the words of a text. */
    static int count(LookupText lookup) {
        Words words = new Words(lookup);
        int count = 0;
        while (words.next()) {
            count++;
        }
        return count;
    }

    /** Moves to the next word, and returns false if there is none. */
    boolean next() {
        while (position < text.length()) {
            int c = text.codePointAt(position);
            if (Character.isLetterOrDigit(c)) {
                walkThroughWord();
                return true;
            }
            int width = c == '<' ? widthOfLineBreak() : 0;
            position += width > 0 ? width : Character.charCount(c);
        }
        return false;
    }

    private void walkThroughWord() {
        start = position;
        while (position < text.length()) {
            int c = text.codePointAt(position);
            boolean apostrophe = c == '\'' || c == TYPOGRAPHIC_APOSTROPHE;
            if (!apostrophe && !Character.isLetterOrDigit(c) && !isMark(c)) {
                return;
            }
            position += Character.charCount(c);
            if (!apostrophe) {
                end = position;
            }
        }
    }

    /** Returns whether a character combines with the previous one. */
    static boolean isMark(int c) {
        return switch (Character.getType(c)) {
            case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK -> true;
            default -> false;
        };
    }

    /**
     * Returns the width of the tag {@code <br>}, {@code <br/>} or {@code <br />} at the position, in upper or lower
     * case, or 0 if there is none.
     */
    private int widthOfLineBreak() {
        if (!text.regionMatches(true, position, "<br", 0, 3)) {
            return 0;
        }
        int i = position + 3;
        while (i < text.length() && text.charAt(i) == ' ') {
            i++;
        }
        if (i < text.length() && text.charAt(i) == '/') {
            i++;
        }
        return i < text.length() && text.charAt(i) == '>' ? i + 1 - position : 0;
    }

    /** Returns the word in lower case, with ASCII apostrophes. */
    String word() {
        return text.substring(start, end)
                .replace((char) TYPOGRAPHIC_APOSTROPHE, '\'')
                .toLowerCase(Locale.ROOT);
    }

    /** Returns the position of the word in the published text. */
    Span span() {
        return lookup.span(start, end);
    }
}
