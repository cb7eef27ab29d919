package io.maskstream.demo;

import io.maskstream.schemas.record.WeightedSpan;
import java.util.Arrays;
import java.util.List;

/** Shows in a text how much each of its characters weighs. */
enum Highlighter {
    /** One line: the heavier a character, the stronger the colour behind it. */
    COLOUR {
        @Override
        List<String> lines(int[] text, float[] weights) {
            StringBuilder line = new StringBuilder();
            int current = 0;
            for (int i = 0; i < text.length; i++) {
                int shade = shade(weights[i]);
                if (shade != current) {
                    line.append(shade == 0 ? RESET : "\u001b[38;5;16;48;5;" + SHADES[shade] + 'm');
                    current = shade;
                }
                line.appendCodePoint(text[i]);
            }
            if (current != 0) {
                line.append(RESET);
            }
            return List.of(line.toString());
        }

        @Override
        String legend() {
            StringBuilder legend = new StringBuilder("weight of a character: 0 ");
            for (int shade = 1; shade < SHADES.length; shade++) {
                legend.append("\u001b[48;5;").append(SHADES[shade]).append("m  ");
            }
            return legend.append(RESET).append(" 1").toString();
        }
    },
    /** Two lines: the text, and under each character its weight in tenths. */
    DIGITS {
        @Override
        List<String> lines(int[] text, float[] weights) {
            StringBuilder marks = new StringBuilder();
            for (float weight : weights) {
                marks.append(Float.isNaN(weight) ? " " : Integer.toString(Math.min(9, (int) (weight * 10))));
            }
            return List.of(new String(text, 0, text.length), marks.toString());
        }

        @Override
        String legend() {
            return "below each character its weight: 0 for less than 0.1, up to 9 for 0.9 and more";
        }
    };

    private static final String RESET = "\u001b[0m";

    /** From none over yellow to red, in the palette of 256 colours; on all of them black can be read. */
    private static final int[] SHADES = {0, 230, 223, 216, 209, 202};

    /**
     * The lines that show a text.
     *
     * @param spans offsets in code points; those outside of the text are left out
     */
    List<String> lines(String text, List<WeightedSpan> spans) {
        int[] codePoints = text.codePoints().toArray();
        float[] weights = new float[codePoints.length];
        Arrays.fill(weights, Float.NaN);
        for (WeightedSpan span : spans) {
            if (span.getEnd() <= weights.length) {
                Arrays.fill(weights, span.getStart(), span.getEnd(), span.getWeight());
            }
        }
        return lines(codePoints, weights);
    }

    /** The lines that show a text; the weight of a character that no span covers is NaN. */
    abstract List<String> lines(int[] text, float[] weights);

    /** What the marks mean. */
    abstract String legend();

    private static int shade(float weight) {
        return Float.isNaN(weight) ? 0 : Math.min(SHADES.length - 1, (int) (weight * SHADES.length));
    }
}
