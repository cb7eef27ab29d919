package io.maskstream.demo;

import io.maskstream.schemas.input.InputKind;
import io.maskstream.schemas.record.WeightedSpan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Shows the weight of each part of an input: characters or words of a text, or pixels of an image. If there is evidence
 * for characters or words, it shows how much they raise or lower the prediction.
 */
enum Highlighter {
    /**
     * The background colour is stronger for characters or words of higher weight; blue marks what lowers the
     * prediction.
     */
    COLOUR {
        @Override
        List<String> molecule(String smiles, List<WeightedSpan> spans, int width) {
            return review(smiles, spans, width);
        }

        @Override
        List<String> review(String text, List<WeightedSpan> spans, int width) {
            int[] codePoints = text.codePoints().toArray();
            float[] shares = shares(codePoints.length, spans);
            return LineBreaks.of(codePoints, width).stream()
                    .map(line -> coloured(codePoints, shares, line.start(), line.end()))
                    .toList();
        }

        @Override
        List<String> image(ExplainedImage image, int width) {
            return ColourBlocks.of(image, width);
        }

        @Override
        List<String> legend(InputKind kind) {
            if (kind == InputKind.IMAGE) {
                return List.of("Right of an image: its mask; brighter means more weight.");
            }
            StringBuilder evidence = new StringBuilder("Colour of a word or atom: lowers the prediction ");
            for (int shade = 1 - LOWERING.length; shade < SHADES.length; shade++) {
                evidence.append(shade == 0 ? RESET : sample(shade));
            }
            StringBuilder weight = new StringBuilder("  or, if an explainer gives no evidence: weight 0 ");
            for (int shade = 1; shade < SHADES.length; shade++) {
                weight.append(sample(shade));
            }
            return List.of(evidence + RESET + " raises it", weight + RESET + " 1");
        }
    },
    /**
     * Without colour: below each character of a molecule its weight in tenths, or the sign of its evidence; stars
     * around words of high weight in a review; nothing for an image.
     */
    PLAIN {
        @Override
        List<String> molecule(String smiles, List<WeightedSpan> spans, int width) {
            boolean signed = hasEvidence(spans);
            StringBuilder marks = new StringBuilder();
            for (float share : shares(smiles.codePointCount(0, smiles.length()), spans)) {
                int tenths = Float.isNaN(share) ? 0 : Math.min(9, (int) (Math.abs(share) * 10));
                if (signed) {
                    marks.append(tenths == 0 ? ' ' : share < 0 ? '-' : '+');
                } else {
                    marks.append(Float.isNaN(share) ? " " : Integer.toString(tenths));
                }
            }
            int[] codePoints = smiles.codePoints().toArray();
            List<String> lines = new ArrayList<>();
            for (LineBreaks.Line line : LineBreaks.of(codePoints, width)) {
                lines.add(new String(codePoints, line.start(), line.end() - line.start()));
                lines.add(marks.substring(line.start(), line.end()));
            }
            return lines;
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
            return LineBreaks.wrapped(starred.toString(), width);
        }

        @Override
        List<String> image(ExplainedImage image, int width) {
            return List.of();
        }

        @Override
        List<String> legend(InputKind kind) {
            return switch (kind) {
                case MOLECULE ->
                    List.of(
                            "Below an atom: + raises the prediction, - lowers it",
                            "  or, if an explainer gives no evidence: its weight in tenths, 0 to 9");
                case REVIEW ->
                    List.of(String.format(Locale.ROOT, "In **stars**: a word with a weight of %.1f or more", HEAVY));
                case IMAGE -> List.of("Overlay of an image: what the mask leaves out is dark and grey.");
            };
        }
    };

    private static final String RESET = "\u001b[0m";
    private static final String STARS = "**";
    private static final float HEAVY = 0.5f;

    /** From no colour through yellow to red, in the 256-colour palette; black text is legible on all of them. */
    private static final int[] SHADES = {0, 230, 223, 216, 209, 202};

    /** From no colour to blue. */
    private static final int[] LOWERING = {0, 195, 153, 117, 81, 39};

    /**
     * Returns the lines that show a molecule.
     *
     * @param spans spans with offsets in code points; spans outside of the string are left out
     * @param width width of a line in columns
     */
    abstract List<String> molecule(String smiles, List<WeightedSpan> spans, int width);

    /**
     * Returns the lines that show a review.
     *
     * @param spans spans in reading order with offsets in code points; spans outside of the text are left out
     * @param width width of a line in columns
     */
    abstract List<String> review(String text, List<WeightedSpan> spans, int width);

    /**
     * Returns the lines that show an image.
     *
     * @param width width of a line in columns
     */
    abstract List<String> image(ExplainedImage image, int width);

    /** Returns an explanation of the marks in lines of less than 80 columns. */
    abstract List<String> legend(InputKind kind);

    private static boolean hasEvidence(List<WeightedSpan> spans) {
        return spans.stream().anyMatch(span -> span.getEvidence() != null);
    }

    /**
     * Returns the weight of each character or, if there is evidence, its evidence relative to the strongest, from -1 to
     * 1; NaN if no span covers it.
     */
    private static float[] shares(int length, List<WeightedSpan> spans) {
        boolean signed = hasEvidence(spans);
        float strongest = 0;
        for (WeightedSpan span : spans) {
            strongest = Math.max(strongest, Math.abs(evidence(span)));
        }
        float[] shares = new float[length];
        Arrays.fill(shares, Float.NaN);
        for (WeightedSpan span : spans) {
            if (span.getEnd() <= length) {
                float share = strongest == 0 ? 0 : evidence(span) / strongest;
                Arrays.fill(shares, span.getStart(), span.getEnd(), signed ? share : span.getWeight());
            }
        }
        return shares;
    }

    private static float evidence(WeightedSpan span) {
        return span.getEvidence() == null ? 0 : span.getEvidence();
    }

    private static String coloured(int[] text, float[] shares, int start, int end) {
        StringBuilder line = new StringBuilder();
        int current = 0;
        for (int i = start; i < end; i++) {
            int shade = shade(shares[i]);
            if (shade != current) {
                line.append(shade == 0 ? RESET : "\u001b[38;5;16;48;5;" + colour(shade) + 'm');
                current = shade;
            }
            line.appendCodePoint(text[i]);
        }
        return current == 0 ? line.toString() : line.append(RESET).toString();
    }

    /** Returns an index into {@link #SHADES}, or a negative one into {@link #LOWERING}. */
    private static int shade(float share) {
        if (Float.isNaN(share)) {
            return 0;
        }
        int shade = Math.min(SHADES.length - 1, (int) (Math.abs(share) * SHADES.length));
        return share < 0 ? -shade : shade;
    }

    private static int colour(int shade) {
        return shade < 0 ? LOWERING[-shade] : SHADES[shade];
    }

    private static String sample(int shade) {
        return "\u001b[48;5;" + colour(shade) + "m  ";
    }
}
