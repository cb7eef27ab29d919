package io.maskstream.schemas.input.text;

import io.maskstream.schemas.input.Span;
import java.util.Locale;

/**
 * Walks once through a text and stops at each of its words. A word starts with a letter or digit, goes on over letters,
 * combining marks, digits and apostrophes, and ends before the apostrophes at its end.
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

    /** How many words a text has. */
    static int count(LookupText lookup) {
        Words words = new Words(lookup);
        int count = 0;
        while (words.next()) {
            count++;
        }
        return count;
    }

    /** Goes to the next word, and says whether there is one. */
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

    /** Whether a character combines with the one before it. */
    static boolean isMark(int c) {
        return switch (Character.getType(c)) {
            case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK -> true;
            default -> false;
        };
    }

    /** The width of the {@code <br>}, {@code <br/>} or {@code <br />} at the position, in any case, or 0. */
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

    /** The word in lower case, its apostrophes those of ASCII. */
    String word() {
        return text.substring(start, end)
                .replace((char) TYPOGRAPHIC_APOSTROPHE, '\'')
                .toLowerCase(Locale.ROOT);
    }

    /** Where the word stands in the text as it was published. */
    Span span() {
        return lookup.span(start, end);
    }
}
