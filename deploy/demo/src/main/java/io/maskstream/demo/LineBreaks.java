package io.maskstream.demo;

import java.util.ArrayList;
import java.util.List;
import org.jline.utils.WCWidth;

/** Breaks texts into lines. */
final class LineBreaks {

    /** A line: the offsets of its first character and of the first character after it, in code points. */
    record Line(int start, int end) {}

    private LineBreaks() {}

    /**
     * Breaks a text at spaces. A word that is longer than a line is broken anywhere except between a character and its
     * combining marks.
     *
     * @param text the text in code points
     * @param width width of a line in terminal columns, at least 1; an emoji takes two
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

    /** Returns the lines of a text, see {@link #of}. */
    static List<String> wrapped(String text, int width) {
        int[] codePoints = text.codePoints().toArray();
        return of(codePoints, width).stream()
                .map(line -> new String(codePoints, line.start(), line.end() - line.start()))
                .toList();
    }

    /** Returns the end of the characters that fit into a line, at least one. */
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

    /** Returns the number of terminal columns of a code point: 0, 1 or 2. */
    private static int columns(int codePoint) {
        return Math.max(0, WCWidth.wcwidth(codePoint));
    }
}
