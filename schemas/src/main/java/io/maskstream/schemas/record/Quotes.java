package io.maskstream.schemas.record;

/**
 * Other people's words, made fit to stand in a message, a header or a line of a log: on one line, short, and without
 * characters that a terminal, a browser or a reader of logs would obey instead of showing them.
 */
public final class Quotes {

    /** Of ids, names and locations, in code points. */
    private static final int LONGEST_NAME = 80;

    /** Of the reasons that libraries and servers give, in code points. */
    private static final int LONGEST_REASON = 200;

    private static final char REPLACEMENT = '?';

    private Quotes() {}

    /**
     * A text that somebody chose, such as an id: each kind of space becomes a plain one, and {@code ?} stands for
     * whatever cannot be seen: control, format and default-ignorable characters, unpaired surrogates, line separators,
     * and characters that are for private use or not assigned.
     *
     * @param text may be null, which is shown as {@code null}
     * @return at most 80 code points, followed by {@code ...} where the text is longer
     */
    public static String shown(String text) {
        return shown(text, LONGEST_NAME);
    }

    /**
     * A text as {@link #shown(String)} shows it, but of another length.
     *
     * @param longest in code points
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

    /** A single character as {@link #shown(String)} shows it, or its code point, such as U+202E, where it cannot be seen. */
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
     * The reason that a library or server gives, fit to end a sentence: as {@link #shown(String)}, but a run of white
     * space is one space, and there is neither white space at its ends nor a full stop behind it.
     *
     * @param text may be null or empty; then no reason is given
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
