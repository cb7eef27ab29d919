package io.maskstream.trainer.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.maskstream.trainer.evaluate.randomised.Randomised;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.text.WordUtils;

/** Prints the results of an evaluation as tables of at most 80 columns for a terminal. */
public final class TextReport {

    private static final int COLUMNS = 80;

    /** Prints the figures of one node. Sections without a node were not measured and are skipped. */
    private record Section(String node, Printer printer) {

        @FunctionalInterface
        interface Printer {
            void print(TextReport report, JsonNode node);
        }
    }

    private static final List<Section> SECTIONS = List.of(
            new Section("area", TextReport::area),
            new Section("agreement", (report, agreement) -> report.predictions()),
            new Section("bands", TextReport::bands),
            new Section("faithfulness", (report, node) -> new JudgementTables(report.out, node)
                    .faithfulness(report.parts())),
            new Section("evidence", TextReport::evidence),
            new Section("evaluator", (report, node) -> new JudgementTables(report.out, node).evaluator()),
            new Section("leaks", (report, node) -> new JudgementTables(report.out, node).leaks()),
            new Section("stability", (report, node) -> new JudgementTables(report.out, node).stability()),
            new Section("truth", (report, node) -> new JudgementTables(report.out, node).truth()),
            new Section("tableShare", TextReport::tableShare),
            new Section(Randomised.NODE, (report, node) -> new JudgementTables(report.out, node).randomised()),
            new Section("costs", (report, node) -> new JudgementTables(report.out, node).costs()),
            new Section("solubilityRule", TextReport::solubilityRule),
            new Section("words", TextReport::words),
            new Section("costOfMaskToPrediction", TextReport::cost));

    private final JsonNode measured;
    private final String unit;
    private final PrintWriter out;

    private TextReport(JsonNode measured, String unit, PrintWriter out) {
        this.measured = measured;
        this.unit = unit == null || unit.isEmpty() ? "" : " " + unit;
        this.out = out;
    }

    private void evidence(JsonNode node) {
        out.printf(
                Locale.ROOT,
                "%nEvidence: baseline and parts miss the prediction by %.3f%s on average (%.1f%% of the%npredictions'"
                        + " spread); the baseline is off by %.3f%n",
                node.at("/remainder/mean").asDouble(),
                unit,
                100 * node.path("remainderShare").asDouble(),
                node.at("/baselineError/mean").asDouble());
    }

    /** Returns the most important figures in one line; empty if nothing was measured. */
    public static String headline(JsonNode measured) {
        if (measured == null || !measured.has("area")) {
            return "";
        }
        String area = String.format(
                Locale.ROOT, "area %.2f", measured.path("area").path("mean").asDouble());
        String agreement = measured.has("agreement")
                ? String.format(
                        Locale.ROOT,
                        ", agreement %.2f%%",
                        100 * measured.get("agreement").asDouble())
                : "";
        if (measured.has("accuracy")) {
            return String.format(
                    Locale.ROOT,
                    "accuracy %.2f%%, masked %.2f%% at %s%s",
                    100 * measured.get("accuracy").asDouble(),
                    100 * measured.get("maskedAccuracy").asDouble(),
                    area,
                    agreement);
        }
        if (measured.has("rmse")) {
            return String.format(
                    Locale.ROOT,
                    "RMSE %.3f, masked %.3f at %s%s",
                    measured.get("rmse").asDouble(),
                    measured.get("maskedRmse").asDouble(),
                    area,
                    agreement);
        }
        return area + agreement;
    }

    /**
     * Prints all figures.
     *
     * @param unit unit of the values that the model predicts; null for classes
     */
    public static void print(JsonNode measured, String unit, PrintWriter out) {
        TextReport report = new TextReport(measured, unit, out);
        out.printf("%nRecords: %d%n", measured.path("records").asInt());
        if (measured.has("testRecords")) {
            out.printf("Note: %s.%n", measured.get("testRecords").asText());
        }
        for (Section section : SECTIONS) {
            if (measured.has(section.node())) {
                section.printer().print(report, measured.get(section.node()));
            }
        }
        measured.path("notes")
                .forEach(note -> out.printf("%n%s%n", WordUtils.wrap("Warning: " + note.asText(), COLUMNS)));
        out.flush();
    }

    private void area(JsonNode area) {
        out.printf(
                Locale.ROOT,
                "Mask area: mean %.3f, deviation over records %.3f, within a record %.3f%n",
                area.get("mean").asDouble(),
                area.get("deviationOverRecords").asDouble(),
                area.get("deviationWithinRecord").asDouble());
    }

    private void predictions() {
        out.printf("%nPredictions on whole and on masked records%n");
        if (measured.has("accuracy")) {
            percentRow("accuracy, whole record", measured.get("accuracy"));
            percentRow("accuracy, masked record", measured.get("maskedAccuracy"));
        }
        if (measured.has("rmse")) {
            valueRow("RMSE, whole record", measured.get("rmse"));
            valueRow("RMSE, masked record", measured.get("maskedRmse"));
        }
        if (measured.has("maskedToWholeRmse")) {
            valueRow("RMSE between whole and masked record", measured.get("maskedToWholeRmse"));
        }
        percentRow("agreement of whole and masked record" + tolerance(), measured.get("agreement"));
    }

    private String tolerance() {
        return measured.has("tolerance")
                ? String.format(
                        Locale.ROOT, ", within %.3g", measured.get("tolerance").asDouble())
                : "";
    }

    private void bands(JsonNode bands) {
        boolean values = measured.has("rmse");
        boolean labelled = values || measured.has("accuracy");
        out.printf(
                "%n%-25s %8s %10s%s%n",
                measured.has("tolerance") ? "By predicted value" : "By the model's confidence",
                "records",
                "agreement",
                !labelled ? "" : values ? "       RMSE  masked RMSE" : "   accuracy       masked");
        for (JsonNode band : bands) {
            if (band.get("records").asInt() > 0) {
                out.printf(
                        Locale.ROOT,
                        "%-25s %8d %9.1f%%",
                        band.get("band").asText(),
                        band.get("records").asInt(),
                        100 * band.at("/agreement/mean").asDouble());
                for (String quality : values ? List.of("rmse", "maskedRmse") : List.of("accuracy", "maskedAccuracy")) {
                    if (band.has(quality)) {
                        double figure = band.get(quality).asDouble();
                        out.printf(Locale.ROOT, values ? " %11.3f " : " %10.1f%% ", values ? figure : 100 * figure);
                    }
                }
                out.println();
            }
        }
    }

    private void tableShare(JsonNode share) {
        out.printf("%nShare of the variance of the mask's weights that is explained%n");
        share.properties().forEach(row -> percentRow("by the " + row.getKey() + " alone", row.getValue()));
    }

    private String parts() {
        return measured.path("parts").asText("parts");
    }

    private void solubilityRule(JsonNode rule) {
        out.printf("%nChemistry: how often the three highest atoms are of the expected kind%n");
        out.printf("%-20s %29s %29s%n", "", "soluble: hydrophilic", "insoluble: hydrophobic");
        for (Map.Entry<String, JsonNode> attribution : rule.properties()) {
            out.printf(
                    "%-20s %29s %29s%n",
                    attribution.getKey(),
                    expected(attribution.getValue().get("soluble")),
                    expected(attribution.getValue().get("insoluble")));
        }
    }

    private static String expected(JsonNode rule) {
        return String.format(
                Locale.ROOT,
                "%.0f%% (random %.0f%%, n=%d)",
                100 * rule.get("precision").asDouble(),
                100 * rule.get("randomPrecision").asDouble(),
                rule.get("molecules").asInt());
    }

    private void words(JsonNode words) {
        out.printf("%nWords with the highest mean weight, by predicted class%n");
        for (Map.Entry<String, JsonNode> ofClass : words.properties()) {
            out.printf("%s:%n", ofClass.getKey());
            StringBuilder line = new StringBuilder(" ");
            for (JsonNode word : ofClass.getValue()) {
                String next = String.format(
                        Locale.ROOT,
                        " %s %.2f",
                        word.get("word").asText(),
                        word.get("weight").asDouble());
                if (line.length() + next.length() > COLUMNS) {
                    out.println(line);
                    line = new StringBuilder(" ");
                }
                line.append(next);
            }
            out.println(line);
        }
    }

    private void cost(JsonNode cost) {
        out.printf(
                Locale.ROOT,
                "%nPrediction and mask take %.2f times as long as the prediction alone.%n",
                cost.asDouble());
    }

    private void percentRow(String name, JsonNode share) {
        out.printf(Locale.ROOT, "%-45s %9.2f%%%n", name, 100 * share.asDouble());
    }

    private void valueRow(String name, JsonNode value) {
        out.printf(Locale.ROOT, "%-45s %10.3f%s%n", name, value.asDouble(), unit);
    }
}
