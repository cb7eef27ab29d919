package io.maskstream.demo;

import java.util.ArrayList;
import java.util.List;

/** Where a text is broken into lines. */
final class LineBreaks {

    /** A line: first character, and first character behind it, in code points. */
    record Line(int start, int end) {}

    private LineBreaks() {}

    /**
     * Breaks a text at its spaces; what is longer than a line is broken anywhere.
     *
     * @param text in code points
     * @param width of a line in characters, at least 1
     */
    static List<Line> of(int[] text, int width) {
        List<Line> lines = new ArrayList<>();
        int start = 0;
        while (text.length - start > width) {
            int end = start + width;
            while (end > start && text[end] != ' ') {
                end--;
            }
            boolean atSpace = end > start;
            lines.add(new Line(start, atSpace ? end : start + width));
            start = atSpace ? end + 1 : start + width;
        }
        lines.add(new Line(start, text.length));
        return lines;
    }
}
