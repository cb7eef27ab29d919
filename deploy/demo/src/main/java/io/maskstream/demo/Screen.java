package io.maskstream.demo;

import io.maskstream.schemas.input.InputKind;
import io.maskstream.schemas.record.ClassPrediction;
import io.maskstream.schemas.record.ClassProbability;
import io.maskstream.schemas.record.Explanation;
import io.maskstream.schemas.record.Image;
import io.maskstream.schemas.record.Molecule;
import io.maskstream.schemas.record.Review;
import io.maskstream.schemas.record.ValuePrediction;
import io.maskstream.schemas.record.WeightedSpan;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** Shows what became of requests to a person. */
final class Screen implements Display {

    private static final int SHOWN_OF_A_REQUEST = 100;
    private static final int NARROWEST = 20;
    private static final String INDENTATION = "  ";

    private final PrintStream out;
    private final boolean colour;
    private final int width;
    private final Highlighter highlighter;
    private final OverlayFolder overlays;

    /**
     * A screen.
     *
     * @param colour whether it understands ANSI colours
     * @param width of a line, in characters
     * @param overlays where images are shown as they deserve
     */
    Screen(PrintStream out, boolean colour, int width, OverlayFolder overlays) {
        this.out = out;
        this.colour = colour;
        this.width = width;
        this.highlighter = colour ? Highlighter.COLOUR : Highlighter.PLAIN;
        this.overlays = overlays;
    }

    /** Says what the marks mean, for some kinds of input. */
    void legend(Collection<InputKind> kinds) {
        kinds.stream().map(highlighter::legend).distinct().forEach(out::println);
    }

    @Override
    public void show(Outcome outcome) {
        out.println();
        if (outcome instanceof Outcome.Explained explained) {
            show(explained.explanation(), explained.input());
        } else if (outcome instanceof Outcome.Refused refused) {
            out.println(styled("31", "Not explained: " + printable(refused.reason())));
            out.println(INDENTATION + printable(shortened(refused.request())));
        }
    }

    private void show(Explanation explanation, Object input) {
        StringBuilder summary = new StringBuilder(styled("1", printable(explanation.getId())))
                .append(": ")
                .append(inWords(explanation.getPrediction()))
                .append(String.format(
                        Locale.ROOT, " (mask area %.2f", explanation.getMask().getArea()));
        if (explanation.getMaskedPrediction() != null) {
            summary.append("; seen through the mask: ").append(inNumbers(explanation.getMaskedPrediction()));
        }
        out.println(summary.append(')'));
        for (String line : highlighted(explanation, input)) {
            out.println(INDENTATION + line);
        }
        if (explanation.getEvidence() != null) {
            String sum = printable(EvidenceSum.of(explanation.getEvidence(), text(input), explanation.getSpans()));
            int[] codePoints = sum.codePoints().toArray();
            for (LineBreaks.Line line : LineBreaks.of(codePoints, columns())) {
                out.println(INDENTATION + new String(codePoints, line.start(), line.end() - line.start()));
            }
        }
    }

    private int columns() {
        return Math.max(NARROWEST, width - INDENTATION.length());
    }

    /** Empty where the input has none, or is gone. */
    private static String text(Object input) {
        if (input instanceof Molecule molecule) {
            return molecule.getSmiles();
        }
        return input instanceof Review review ? review.getText() : "";
    }

    private List<String> highlighted(Explanation explanation, Object input) {
        List<WeightedSpan> spans = explanation.getSpans();
        int columns = columns();
        if (input instanceof Molecule molecule) {
            return highlighter.molecule(printable(molecule.getSmiles()), spans);
        }
        if (input instanceof Review review) {
            return highlighter.review(printable(review.getText()), spans, columns);
        }
        if (input instanceof Image image) {
            return highlighted(explanation, image, columns);
        }
        return List.of();
    }

    private List<String> highlighted(Explanation explanation, Image image, int columns) {
        try {
            ExplainedImage explained = ExplainedImage.of(image, explanation.getMask());
            List<String> lines = new ArrayList<>(highlighter.image(explained, columns));
            lines.add("overlay: " + overlays.write(explanation.getId(), Overlay.of(explained)));
            return lines;
        } catch (UnshowableException e) {
            return List.of("It cannot be shown: " + printable(e.getMessage()) + ".");
        }
    }

    private static String inWords(Object prediction) {
        if (prediction instanceof ValuePrediction value) {
            String number = inNumbers(value) + " " + value.getUnit();
            return value.getUnit().equals(SolubilityScale.UNIT)
                    ? number + ", " + SolubilityScale.wordsFor(value.getValue())
                    : number;
        }
        return inNumbers(prediction);
    }

    private static String inNumbers(Object prediction) {
        if (prediction instanceof ValuePrediction value) {
            return String.format(Locale.ROOT, "%.2f", value.getValue());
        }
        ClassProbability best = ((ClassPrediction) prediction).getClasses().get(0);
        return String.format(Locale.ROOT, "%s (%.0f%%)", best.getName(), 100 * best.getProbability());
    }

    private String styled(String style, String text) {
        return colour ? "\u001b[" + style + 'm' + text + "\u001b[0m" : text;
    }

    private static String shortened(String text) {
        return text.codePointCount(0, text.length()) <= SHOWN_OF_A_REQUEST
                ? text
                : text.substring(0, text.offsetByCodePoints(0, SHOWN_OF_A_REQUEST)) + "...";
    }

    /** The text with its control characters replaced one by one, lest a stranger's record commands the terminal. */
    private static String printable(String text) {
        int[] shown = text.codePoints().map(Screen::printable).toArray();
        return new String(shown, 0, shown.length);
    }

    private static int printable(int codePoint) {
        if (!Character.isISOControl(codePoint)) {
            return codePoint;
        }
        return Character.isWhitespace(codePoint) ? ' ' : '?';
    }
}
