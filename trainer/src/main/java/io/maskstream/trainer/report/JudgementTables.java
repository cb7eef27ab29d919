package io.maskstream.trainer.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.commons.text.WordUtils;

/** Prints tables that compare the mask with other methods, one row for each method, for a terminal of 80 columns. */
final class JudgementTables {

    private static final int COLUMNS = 78;

    private static final String MASK = "mask";

    private final PrintWriter out;
    private final JsonNode node;

    /**
     * Creates the tables of a node of an evaluation.
     *
     * @param node node that a measure wrote
     */
    JudgementTables(PrintWriter out, JsonNode node) {
        this.out = out;
        this.node = node;
    }

    /** Prints the mean of each curve, the agreement by share kept, and the verdict. */
    void faithfulness(String parts) {
        List<String> replacements = texts(node.get("replacements"));
        for (String curve : List.of("insertion", "deletion")) {
            out.printf(
                    "%n%s: %s%n%s is better; mean over %s of the %s, on %d records%n",
                    capital(curve),
                    what(curve),
                    capital(node.path("better").path(curve).asText()),
                    String.join(", ", texts(node.get("shares"))),
                    parts,
                    node.get("records").asInt());
            boolean higher = node.path("better").path(curve).asText().equals("higher");
            out.printf("%-22s", "");
            replacements.forEach(replacement -> out.printf(" %18s", replacement));
            out.println();
            for (Map.Entry<String, JsonNode> method : node.get("methods").properties()) {
                out.printf("%-22s", method.getKey());
                for (String replacement : replacements) {
                    JsonNode figure = method.getValue().path(curve).path(replacement);
                    out.printf(
                            Locale.ROOT,
                            " %16.3f %s",
                            figure.path("mean").asDouble(),
                            mark(figure.get("difference"), higher));
                }
                out.println();
            }
        }
        out.println("  + ahead of the mask, - behind it: the 95% interval of the paired difference excludes 0");
        out.printf("%nSame prediction when this share of the %s is kept (%s)%n", parts, replacements.get(0));
        shares("agreement");
        node.path("verdict")
                .forEach(sentence ->
                        out.println(WordUtils.wrap(sentence.asText(), COLUMNS, System.lineSeparator() + "  ", false)));
    }

    private String what(String curve) {
        boolean values = node.path("whole").asDouble() == 0;
        String left = values ? "distance from the prediction" : "probability that is left";
        return left + (curve.equals("insertion") ? " when the highest are kept" : " when the highest are taken away");
    }

    private void shares(String field) {
        List<String> shares = texts(node.get("shares"));
        header(shares, 10);
        for (Map.Entry<String, JsonNode> method : node.get("methods").properties()) {
            out.printf("%-22s", method.getKey());
            shares.forEach(share -> out.printf(
                    Locale.ROOT,
                    " %9.1f%%",
                    100 * method.getValue().path(field).path(share).asDouble()));
            out.println();
        }
    }

    /** Prints the agreement of a second model, trained only on randomly masked records, when parts are kept. */
    void evaluator() {
        out.printf(
                Locale.ROOT,
                "%nEvaluator, trained on random parts of records: its agreement with the model's%n"
                        + "prediction on the whole record (on whole records %.1f%%), on %d records%n",
                100 * node.at("/whole/mean").asDouble(),
                node.path("records").asInt());
        JsonNode agreement = node.path("agreement");
        Set<String> shares = new LinkedHashSet<>();
        agreement.forEach(method -> method.fieldNames().forEachRemaining(shares::add));
        header(new ArrayList<>(shares), 8);
        for (Map.Entry<String, JsonNode> method : agreement.properties()) {
            out.printf("%-22s", method.getKey());
            for (String share : shares) {
                out.printf(
                        Locale.ROOT,
                        " %7.1f%%",
                        100 * method.getValue().path(share).path("mean").asDouble());
            }
            out.printf(" %s%n", mark(node.path("mean").path(method.getKey()).get("difference"), true));
        }
        JsonNode lead = node.path("aboveRandom");
        if (!lead.isMissingNode()) {
            out.printf(
                    Locale.ROOT,
                    "On all %d records, the mask is above random order by %.1f [%.1f, %.1f] points.%n",
                    lead.path("records").asInt(),
                    100 * lead.path("mean").asDouble(),
                    100 * lead.path("low").asDouble(),
                    100 * lead.path("high").asDouble());
        }
    }

    /** Prints how much the shape of a mask reveals about the class. */
    void leaks() {
        out.printf(
                Locale.ROOT,
                "%nLeaks: how often the class of the mask is predicted when it lies on something else,%nand when a"
                        + " small network sees only the mask (most frequent class: %.1f%%)%n",
                100 * node.path("majority").asDouble());
        List<String> overlays = new ArrayList<>();
        node.path("overlay").fieldNames().forEachRemaining(overlays::add);
        Set<String> methods = new LinkedHashSet<>();
        node.path("overlay").forEach(overlay -> overlay.fieldNames().forEachRemaining(methods::add));
        node.path("probe").fieldNames().forEachRemaining(methods::add);
        List<String> columns = new ArrayList<>(overlays);
        columns.add("mask alone");
        header(columns, 14);
        for (String method : methods) {
            out.printf("%-14s", method);
            for (String overlay : overlays) {
                percent(node.path("overlay").path(overlay).path(method).path("mean"));
            }
            percent(node.path("probe").path(method).path("mean"));
            out.println();
        }
    }

    private void percent(JsonNode share) {
        out.print(
                share.isMissingNode()
                        ? " ".repeat(15)
                        : String.format(Locale.ROOT, " %13.1f%%", 100 * share.asDouble()));
    }

    /** Prints how stable the mask is under small changes that hardly affect the prediction. */
    void stability() {
        out.printf("%nStability: mean rank correlation of the weights before and after a change%n");
        out.printf("%-32s %10s %10s %22s%n", "", MASK, "occlusion", "change of prediction");
        for (Map.Entry<String, JsonNode> change : node.properties()) {
            JsonNode figures = change.getValue();
            out.printf(
                    Locale.ROOT,
                    "%-32s %10.2f %10.2f %22.3f%n",
                    change.getKey(),
                    figures.at("/mask/mean").asDouble(),
                    figures.at("/occlusion/mean").asDouble(),
                    figures.path("prediction").isObject()
                            ? figures.at("/prediction/mean").asDouble()
                            : figures.path("prediction").asDouble());
        }
    }

    /** Prints how much masks depend on what the model has learnt. */
    void randomised() {
        out.printf(
                "%nRandomised model: mean rank correlation of the masks before and after fitting the%n"
                        + "explainer further for %d steps, on %d records%n",
                node.path("steps").asInt(), node.path("records").asInt());
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("explainerToModel", "to the model itself");
        rows.put("explainerToShuffled", "to the model with shuffled upper layers");
        rows.put("difference", "difference");
        rows.forEach((field, name) -> {
            out.printf("%-40s", name);
            if (node.has(field)) {
                interval(node.get(field));
            } else {
                out.print(" not measured: a mask is degenerate");
            }
            out.println();
        });
    }

    /** Prints how well each method finds the parts that are known to decide. */
    void truth() {
        out.printf(
                "%nTruth: how well each method finds the parts that are known to decide, on %d records%n",
                node.path("records").asInt());
        node.properties().stream()
                .filter(figure -> figure.getValue().isDouble())
                .forEach(figure -> out.printf(
                        Locale.ROOT,
                        "The model's %s: %.3f%n",
                        figure.getKey(),
                        figure.getValue().asDouble()));
        Set<String> figures = new LinkedHashSet<>();
        node.path("methods").forEach(method -> method.fieldNames().forEachRemaining(figures::add));
        out.printf("%-28s", "");
        figures.forEach(figure -> out.printf(" %16s", figure));
        out.println();
        for (Map.Entry<String, JsonNode> method : node.path("methods").properties()) {
            out.printf("%-28s", method.getKey());
            figures.forEach(figure -> interval(method.getValue().path(figure)));
            out.println();
        }
    }

    private void interval(JsonNode figure) {
        out.print(
                figure.isMissingNode()
                        ? " ".repeat(17)
                        : String.format(
                                Locale.ROOT,
                                " %5.2f [%3.2f,%3.2f]",
                                figure.path("mean").asDouble(),
                                figure.path("low").asDouble(),
                                figure.path("high").asDouble()));
    }

    /** Prints the cost of each method. */
    void costs() {
        out.printf("%nCost of a record on this machine%n%-22s %10s %12s%n", "", "passes", "ms");
        for (Map.Entry<String, JsonNode> method : node.properties()) {
            out.printf(
                    Locale.ROOT,
                    "%-22s %10.0f %12.1f%n",
                    method.getKey(),
                    method.getValue().path("passes").asDouble(),
                    1000 * method.getValue().path("seconds").asDouble());
        }
    }

    private void header(List<String> columns, int width) {
        out.printf("%-" + (width > 12 ? 14 : 22) + "s", "");
        columns.forEach(column -> out.printf(" %" + width + "s", column));
        out.println();
    }

    private static String mark(JsonNode difference, boolean higherIsBetter) {
        if (difference == null
                || (difference.path("low").asDouble() <= 0
                        && difference.path("high").asDouble() >= 0)) {
            return " ";
        }
        return difference.path("low").asDouble() > 0 == higherIsBetter ? "+" : "-";
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    private static String capital(String word) {
        return Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }
}
