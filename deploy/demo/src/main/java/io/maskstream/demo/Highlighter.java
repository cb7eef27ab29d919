package io.maskstream.demo;

import io.maskstream.schemas.input.InputKind;
import io.maskstream.schemas.record.WeightedSpan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Shows how much each part of an input weighs: the characters or words of a text, the pixels of an image. */
enum Highlighter {
    /** The heavier a character or word, the stronger the colour behind it. */
    COLOUR {
        @Override
        List<String> molecule(String smiles, List<WeightedSpan> spans) {
            int[] codePoints = smiles.codePoints().toArray();
            return List.of(coloured(codePoints, weights(codePoints.length, spans), 0, codePoints.length));
        }

        @Override
        List<String> review(String text, List<WeightedSpan> spans, int width) {
            int[] codePoints = text.codePoints().toArray();
            float[] weights = weights(codePoints.length, spans);
            List<String> lines = new ArrayList<>();
            for (LineBreaks.Line line : LineBreaks.of(codePoints, width)) {
                lines.add(coloured(codePoints, weights, line.start(), line.end()));
            }
            return lines;
        }

        @Override
        List<String> image(ExplainedImage image, int width) {
            return ColourBlocks.of(image, width);
        }

        @Override
        String legend(InputKind kind) {
            if (kind == InputKind.IMAGE) {
                return "to the right of an image its mask: the heavier, the brighter";
            }
            StringBuilder scale = new StringBuilder("weight of a character or word: 0 ");
            for (int shade = 1; shade < SHADES.length; shade++) {
                scale.append("\u001b[48;5;").append(SHADES[shade]).append("m  ");
            }
            return scale.append(RESET).append(" 1").toString();
        }
    },
    /**
     * Without colour: under each character of a molecule its weight in tenths; the heavy words of a review in stars; nothing
     * of an image.
     */
    PLAIN {
        @Override
        List<String> molecule(String smiles, List<WeightedSpan> spans) {
            StringBuilder marks = new StringBuilder();
            for (float weight : weights(smiles.codePointCount(0, smiles.length()), spans)) {
                marks.append(Float.isNaN(weight) ? " " : Integer.toString(Math.min(9, (int) (weight * 10))));
            }
            return List.of(smiles, marks.toString());
        }

        @Override
        List<String> review(String text, List<WeightedSpan> spans, int width) {
            int[] codePoints = text.codePoints().toArray();
            StringBuilder starred = new StringBuilder();
            int written = 0;
            for (WeightedSpan span : spans) {
                if (span.getWeight() >= HEAVY && span.getEnd() <= codePoints.length) {
                    starred.append(new String(codePoints, written, span.getStart() - written))
                            .append(STARS)
                            .append(new String(codePoints, span.getStart(), span.getEnd() - span.getStart()))
                            .append(STARS);
                    written = span.getEnd();
                }
            }
            starred.append(new String(codePoints, written, codePoints.length - written));
            int[] shown = starred.codePoints().toArray();
            return LineBreaks.of(shown, width).stream()
                    .map(line -> new String(shown, line.start(), line.end() - line.start()))
                    .toList();
        }

        @Override
        List<String> image(ExplainedImage image, int width) {
            return List.of();
        }

        @Override
        String legend(InputKind kind) {
            return switch (kind) {
                case MOLECULE -> "below each character its weight: 0 for less than 0.1, up to 9 for 0.9 and more";
                case REVIEW -> String.format(Locale.ROOT, "in **stars**: words of a weight of %.1f and more", HEAVY);
                case IMAGE -> "of an image an overlay, in which dark and grey is what weighs little";
            };
        }
    };

    private static final String RESET = "\u001b[0m";
    private static final String STARS = "**";
    private static final float HEAVY = 0.5f;

    /** From none over yellow to red, in the palette of 256 colours; on all of them black can be read. */
    private static final int[] SHADES = {0, 230, 223, 216, 209, 202};

    /**
     * The lines that show a molecule.
     *
     * @param spans offsets in code points; those outside of the string are left out
     */
    abstract List<String> molecule(String smiles, List<WeightedSpan> spans);

    /**
     * The lines that show a review.
     *
     * @param spans in reading order, offsets in code points; those outside of the text are left out
     * @param width of a line, in characters
     */
    abstract List<String> review(String text, List<WeightedSpan> spans, int width);

    /**
     * The lines that show an image.
     *
     * @param width of a line, in characters
     */
    abstract List<String> image(ExplainedImage image, int width);

    /** What the marks mean. */
    abstract String legend(InputKind kind);

    /** The weight of each character; NaN where no span covers it. */
    private static float[] weights(int length, List<WeightedSpan> spans) {
        float[] weights = new float[length];
        Arrays.fill(weights, Float.NaN);
        for (WeightedSpan span : spans) {
            if (span.getEnd() <= length) {
                Arrays.fill(weights, span.getStart(), span.getEnd(), span.getWeight());
            }
        }
        return weights;
    }

    private static String coloured(int[] text, float[] weights, int start, int end) {
        StringBuilder line = new StringBuilder();
        int current = 0;
        for (int i = start; i < end; i++) {
            int shade = shade(weights[i]);
            if (shade != current) {
                line.append(shade == 0 ? RESET : "\u001b[38;5;16;48;5;" + SHADES[shade] + 'm');
                current = shade;
            }
            line.appendCodePoint(text[i]);
        }
        return current == 0 ? line.toString() : line.append(RESET).toString();
    }

    private static int shade(float weight) {
        return Float.isNaN(weight) ? 0 : Math.min(SHADES.length - 1, (int) (weight * SHADES.length));
    }
}
