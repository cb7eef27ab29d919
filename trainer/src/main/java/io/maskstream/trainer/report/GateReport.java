package io.maskstream.trainer.report;

import io.maskstream.schemas.artifact.Judgement;
import java.io.PrintWriter;
import org.apache.commons.text.WordUtils;

/** Prints the result of the gate for a terminal. */
public final class GateReport {

    private static final int COLUMNS = 80;

    private static final String INDENT = " ".repeat(15);

    private GateReport() {}

    /** Prints which conditions hold, and why the others do not. */
    public static void print(Judgement judgement, PrintWriter out) {
        out.printf(
                "%nGate: %d of %d conditions hold%n",
                judgement.holds().size(), judgement.asked().size());
        list("holds", judgement.holds(), out);
        for (Judgement.Failure failure : judgement.fails()) {
            String sentence = failure.condition() + ": " + failure.reason();
            out.println("  FAILS        "
                    + WordUtils.wrap(sentence, COLUMNS - INDENT.length(), System.lineSeparator() + INDENT, false));
        }
        list("not measured", judgement.notMeasured(), out);
        out.flush();
    }

    private static void list(String title, Iterable<String> conditions, PrintWriter out) {
        for (String condition : conditions) {
            out.printf("  %-12s %s%n", title, condition);
        }
    }
}
