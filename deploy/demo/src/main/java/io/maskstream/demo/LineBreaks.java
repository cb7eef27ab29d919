package io.maskstream.demo;

import java.util.ArrayList;
import java.util.List;
import org.jline.utils.WCWidth;

/** Where a text is broken into lines. */
final class LineBreaks {

    /** A line: its first character, and the first character behind it, in code points. */
    record Line(int start, int end) {}

    private LineBreaks() {}

    /**
     * Breaks a text at its spaces. A word that is longer than a line is broken anywhere, but not between a character and the
     * marks that combine with it.
     *
     * @param text in code points
     * @param width of a line in columns of a terminal, at least 1; an emoji takes two
     */
    static List<Line> of(int[] text, int width) {
        List<Line> lines = new ArrayList<>();
        int start = 0;
        int end = fitting(text, start, width);
        while (end < text.length) {
            int space = end;
            while (space > start && text[space] != ' ') {
                space--;
            }
            boolean atSpace = space > start;
            lines.add(new Line(start, atSpace ? space : end));
            start = atSpace ? space + 1 : end;
            end = fitting(text, start, width);
        }
        lines.add(new Line(start, text.length));
        return lines;
    }

    /** The text in lines of some width, see {@link #of}. */
    static List<String> wrapped(String text, int width) {
        int[] codePoints = text.codePoints().toArray();
        return of(codePoints, width).stream()
                .map(line -> new String(codePoints, line.start(), line.end() - line.start()))
                .toList();
    }

    /** The end of what fits into one line: at least one character. */
    private static int fitting(int[] text, int start, int width) {
        int columns = 0;
        int end = start;
        while (end < text.length && (end == start || columns + columns(text[end]) <= width)) {
            columns += columns(text[end]);
            end++;
        }
        while (end < text.length && columns(text[end]) == 0) {
            end++;
        }
        return end;
    }

    /** Columns that a terminal gives to a code point: 0, 1 or 2. */
    private static int columns(int codePoint) {
        return Math.max(0, WCWidth.wcwidth(codePoint));
    }
}
