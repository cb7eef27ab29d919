package io.maskstream.schemas.record;

/**
 * Sanitizes untrusted text for messages, headers and log lines: on one line, short, and without characters that a
 * terminal, a browser or a log viewer would interpret instead of displaying.
 */
public final class Quotes {

    /** Length limit of ids, names and locations, in code points. */
    private static final int LONGEST_NAME = 80;

    /** Length limit of reasons from libraries and servers, in code points. */
    private static final int LONGEST_REASON = 200;

    private static final char REPLACEMENT = '?';

    private Quotes() {}

    /**
     * Sanitizes a text from outside, such as an id. Every kind of space becomes a plain space. {@code ?} replaces
     * invisible characters: control, format and default-ignorable characters, unpaired surrogates, line separators, and
     * private-use or unassigned characters.
     *
     * @param text the text; null is shown as {@code null}
     * @return at most 80 code points, followed by {@code ...} if the text is longer
     */
    public static String shown(String text) {
        return shown(text, LONGEST_NAME);
    }

    /**
     * Sanitizes a text like {@link #shown(String)}, with another length limit.
     *
     * @param longest length limit in code points
     */
    public static String shown(String text, int longest) {
        if (text == null) {
            return "null";
        }
        StringBuilder shown = new StringBuilder(Math.min(text.length(), longest) + 3);
        int position = 0;
        for (int count = 0; count < longest && position < text.length(); count++) {
            int c = text.codePointAt(position);
            shown.appendCodePoint(visible(c));
            position += Character.charCount(c);
        }
        return position < text.length() ? shown.append("...").toString() : shown.toString();
    }

    /** Returns a quoted character, or its code point, such as U+202E, if it is not visible on its own. */
    public static String character(int codePoint) {
        boolean alone =
                switch (Character.getType(codePoint)) {
                    case Character.NON_SPACING_MARK,
                            Character.ENCLOSING_MARK,
                            Character.COMBINING_SPACING_MARK,
                            Character.SPACE_SEPARATOR -> false;
                    default -> codePoint == REPLACEMENT || visible(codePoint) != REPLACEMENT;
                };
        return alone ? "'" + Character.toString(codePoint) + "'" : String.format("U+%04X", codePoint);
    }

    /**
     * Sanitizes a reason from a library or server so that it can end a sentence: like {@link #shown(String)}, but runs
     * of white space become one space, and white space at the ends and a final full stop are removed.
     *
     * @param text the reason; if it is null or empty, the result is {@code no reason given}
     */
    public static String oneLine(String text) {
        if (text == null) {
            return "no reason given";
        }
        StringBuilder line = new StringBuilder();
        int count = 0;
        int position = 0;
        boolean space = false;
        while (position < text.length() && count < LONGEST_REASON) {
            int c = text.codePointAt(position);
            position += Character.charCount(c);
            if (isSpace(c)) {
                space = !line.isEmpty();
                continue;
            }
            if (space) {
                line.append(' ');
                count++;
                space = false;
            }
            line.appendCodePoint(visible(c));
            count++;
        }
        boolean cut = position < text.length() && !text.substring(position).isBlank();
        if (cut) {
            return line.append("...").toString();
        }
        int end = line.length();
        while (end > 0 && (line.charAt(end - 1) == '.' || line.charAt(end - 1) == ' ')) {
            end--;
        }
        return end == 0 ? "no reason given" : line.substring(0, end);
    }

    private static boolean isSpace(int codePoint) {
        return Character.isWhitespace(codePoint) || Character.getType(codePoint) == Character.SPACE_SEPARATOR;
    }

    private static int visible(int codePoint) {
        if (DefaultIgnorable.is(codePoint)) {
            return REPLACEMENT;
        }
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> REPLACEMENT;
            case Character.SPACE_SEPARATOR -> ' ';
            default -> codePoint;
        };
    }
}
