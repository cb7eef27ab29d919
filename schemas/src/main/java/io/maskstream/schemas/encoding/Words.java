package io.maskstream.schemas.encoding;

import java.util.Locale;

/**
 * Walks once through a text and stops at each of its words. A word starts with a letter or digit, goes on over letters,
 * combining marks, digits and apostrophes, and ends before the apostrophes at its end.
 */
final class Words {

    private static final int TYPOGRAPHIC_APOSTROPHE = '\u2019';

    private final String text;
    private int position;
    private int positionInCodePoints;
    private int start;
    private int end;
    private int startInCodePoints;
    private int endInCodePoints;

    Words(String text) {
        this.text = text;
    }

    /** How many words a text has. */
    static int count(String text) {
        Words words = new Words(text);
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
            // The characters of a line break are all ASCII: as many code points as UTF-16 units.
            position += width > 0 ? width : Character.charCount(c);
            positionInCodePoints += width > 0 ? width : 1;
        }
        return false;
    }

    private void walkThroughWord() {
        start = position;
        startInCodePoints = positionInCodePoints;
        while (position < text.length()) {
            int c = text.codePointAt(position);
            boolean apostrophe = c == '\'' || c == TYPOGRAPHIC_APOSTROPHE;
            if (!apostrophe && !continuesWord(c)) {
                return;
            }
            position += Character.charCount(c);
            positionInCodePoints++;
            if (!apostrophe) {
                end = position;
                endInCodePoints = positionInCodePoints;
            }
        }
    }

    private static boolean continuesWord(int c) {
        return Character.isLetterOrDigit(c)
                || switch (Character.getType(c)) {
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

    /** Where the word stands in the text. */
    Span span() {
        return new Span(startInCodePoints, endInCodePoints, Span.NO_ATOM);
    }
}
