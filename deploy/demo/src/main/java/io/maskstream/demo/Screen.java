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
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** Shows the outcomes of requests on a terminal. */
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
     * Creates a screen.
     *
     * @param colour whether the terminal supports ANSI colours
     * @param width width of a line in columns
     * @param overlays receives the overlays of images
     */
    Screen(PrintStream out, boolean colour, int width, OverlayFolder overlays) {
        this.out = out;
        this.colour = colour;
        this.width = width;
        this.highlighter = colour ? Highlighter.COLOUR : Highlighter.PLAIN;
        this.overlays = overlays;
    }

    /**
     * Creates a screen with the width and colours of the terminal, or with 80 columns and no colour if there is none.
     */
    static Screen of(PrintStream out, OverlayFolder overlays) {
        int width = new CommandLine(CommandSpec.create())
                .setUsageHelpAutoWidth(true)
                .getUsageHelpWidth();
        return new Screen(out, CommandLine.Help.Ansi.AUTO.enabled(), width, overlays);
    }

    /** Prints what the marks mean for the given kinds of input. */
    void legend(Collection<InputKind> kinds) {
        kinds.stream()
                .flatMap(kind -> highlighter.legend(kind).stream())
                .distinct()
                .forEach(out::println);
    }

    @Override
    public void show(Outcome outcome) {
        out.println();
        if (outcome instanceof Outcome.Explained explained) {
            show(explained.explanation(), explained.input());
        } else if (outcome instanceof Outcome.Refused refused) {
            printWrapped("31", "Not explained: ", printable(refused.reason()));
            out.println(INDENTATION + printable(shortened(refused.request())));
        }
    }

    private void show(Explanation explanation, Object input) {
        printWrapped("1", printable(explanation.getId()) + ": ", inWords(explanation.getPrediction()));
        for (String line : highlighted(explanation, input)) {
            out.println(INDENTATION + line);
        }
        StringBuilder mask = new StringBuilder(String.format(
                Locale.ROOT, "mask area %.2f", explanation.getMask().getArea()));
        if (explanation.getMaskedPrediction() != null) {
            mask.append("; seen through the mask: ").append(inShort(explanation.getMaskedPrediction()));
        }
        LineBreaks.wrapped(mask.toString(), columns()).forEach(line -> out.println(INDENTATION + line));
        if (explanation.getEvidence() != null) {
            String sum = printable(EvidenceSum.of(explanation.getEvidence(), text(input), explanation.getSpans()));
            LineBreaks.wrapped(sum, columns()).forEach(line -> out.println(INDENTATION + line));
        }
    }

    /**
     * Prints a text in lines of the screen's width. All lines except the first are indented, and the beginning has a
     * style.
     */
    private void printWrapped(String style, String beginning, String text) {
        List<String> lines = LineBreaks.wrapped(beginning + text, columns());
        String first = lines.get(0);
        out.println(
                first.startsWith(beginning)
                        ? styled(style, beginning) + first.substring(beginning.length())
                        : styled(style, first));
        lines.stream().skip(1).forEach(line -> out.println(INDENTATION + line));
    }

    private int columns() {
        return Math.max(NARROWEST, width - INDENTATION.length());
    }

    /** Returns the text of an input; empty if it has none or is no longer available. */
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
            return highlighter.molecule(printable(molecule.getSmiles()), spans, columns);
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
        return prediction instanceof ValuePrediction value
                ? String.format(Locale.ROOT, "%.2f %s%s", value.getValue(), value.getUnit(), solubility(value))
                : inShort(prediction);
    }

    /** Describes a prediction without its unit. */
    private static String inShort(Object prediction) {
        if (prediction instanceof ValuePrediction value) {
            return String.format(Locale.ROOT, "%.2f%s", value.getValue(), solubility(value));
        }
        ClassProbability best = ((ClassPrediction) prediction).getClasses().get(0);
        return String.format(Locale.ROOT, "%s (%.0f%%)", best.getName(), 100 * best.getProbability());
    }

    /** Returns a comma and a description of a solubility; empty for any other value. */
    private static String solubility(ValuePrediction value) {
        return value.getUnit().equals(SolubilityScale.UNIT) ? ", " + SolubilityScale.wordsFor(value.getValue()) : "";
    }

    private String styled(String style, String text) {
        return colour ? "\u001b[" + style + 'm' + text + "\u001b[0m" : text;
    }

    private static String shortened(String text) {
        return text.codePointCount(0, text.length()) <= SHOWN_OF_A_REQUEST
                ? text
                : text.substring(0, text.offsetByCodePoints(0, SHOWN_OF_A_REQUEST)) + "...";
    }

    /** Replaces control characters, so untrusted records cannot send commands to the terminal. */
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
