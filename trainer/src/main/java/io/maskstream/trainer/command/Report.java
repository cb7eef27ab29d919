package io.maskstream.trainer.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What an evaluation found, as tables for a terminal. */
final class Report {

    /** Shares of the tokens of which a table has room. */
    private static final List<String> BUDGETS = List.of("5%", "10%", "20%", "30%");

    private Report() {}

    /** The most telling figures in one line; empty where nothing was measured. */
    static String headline(JsonNode measured) {
        if (measured == null) {
            return "";
        }
        JsonNode area = measured.path("area").path("mean");
        if (measured.has("accuracy")) {
            return String.format(
                    Locale.ROOT,
                    "accuracy %.2f%%, masked %.2f%% at area %.2f, agreement %.2f%%",
                    100 * measured.get("accuracy").asDouble(),
                    100 * measured.get("maskedAccuracy").asDouble(),
                    area.asDouble(),
                    100 * measured.get("agreement").asDouble());
        }
        if (measured.has("maskedRmse")) {
            return String.format(
                    Locale.ROOT,
                    "RMSE %.3f, masked %.3f at area %.2f",
                    measured.get("rmse").asDouble(),
                    measured.get("maskedRmse").asDouble(),
                    area.asDouble());
        }
        return "";
    }

    /** Prints all figures. */
    static void print(JsonNode measured, PrintWriter out) {
        if (measured.has("reviews")) {
            printReviews(measured, out);
        } else if (measured.has("images")) {
            printImages(measured, out);
        } else {
            printMolecules(measured, out);
        }
        if (measured.has("costOfMaskToPrediction")) {
            out.printf(
                    Locale.ROOT,
                    "%nPrediction and mask take %.2f times as long as the prediction alone.%n",
                    measured.get("costOfMaskToPrediction").asDouble());
        }
        out.flush();
    }

    private static void printMolecules(JsonNode measured, PrintWriter out) {
        out.printf("%nMolecules: %d%n", measured.get("molecules").asInt());
        area(measured, out);
        out.printf("%nRMSE to the measured values (log10 mol/L)%n");
        row(out, "whole input", measured.get("rmse"));
        row(out, "masked input", measured.get("maskedRmse"));
        for (Map.Entry<String, JsonNode> control : measured.get("controlRmse").properties()) {
            row(out, "  control: " + control.getKey(), control.getValue());
        }
        row(out, "masked to whole", measured.get("maskedToWholeRmse"));
        JsonNode faithfulness = measured.get("faithfulness");
        out.printf(
                Locale.ROOT,
                "%nAgreement (within %.1f) when only a share of the characters is kept, and areas of the curves%n",
                faithfulness.get("tolerance").asDouble());
        faithfulness(faithfulness, out);
        out.printf("%nChemistry: how often the three highest atom characters are of the expected sort%n");
        out.printf("%-20s %30s %30s%n", "", "soluble: hydrophilic", "insoluble: hydrophobic");
        for (Map.Entry<String, JsonNode> attribution :
                measured.get("solubilityRule").properties()) {
            out.printf(
                    "%-20s %30s %30s%n",
                    attribution.getKey(),
                    rule(attribution.getValue().get("soluble")),
                    rule(attribution.getValue().get("insoluble")));
        }
    }

    private static void printReviews(JsonNode measured, PrintWriter out) {
        out.printf("%nReviews: %d%n", measured.get("reviews").asInt());
        area(measured, out);
        out.printf("%nAccuracy, and agreement with the prediction on the whole review%n");
        percentRow(out, "accuracy, whole review", measured.get("accuracy"));
        percentRow(out, "accuracy, masked review", measured.get("maskedAccuracy"));
        percentRow(out, "agreement, masked review", measured.get("agreement"));
        percentRow(out, "agreement, ten highest words alone", measured.get("agreementOfTop10"));
        JsonNode controls = measured.get("controls");
        out.printf(
                "%nAgreement with masks of the same area, on %d of the reviews%n",
                controls.get("reviews").asInt());
        controls.get("agreement").properties().forEach(mask -> percentRow(out, mask.getKey(), mask.getValue()));
        out.printf("%nAgreement when ten words are kept, on the same reviews%n");
        controls.get("agreementOfTop10")
                .properties()
                .forEach(words -> percentRow(out, words.getKey(), words.getValue()));
        JsonNode faithfulness = measured.get("faithfulness");
        out.printf(
                "%nAgreement when only a share of the words is kept, and areas of the curves, on %d of the reviews%n",
                faithfulness.get("reviews").asInt());
        faithfulness(faithfulness, out);
        out.printf("%nWords of the highest mean weight, in reviews predicted to be%n");
        for (Map.Entry<String, JsonNode> words : measured.get("words").properties()) {
            out.printf("%s:%n ", words.getKey());
            words.getValue()
                    .forEach(word -> out.printf(
                            Locale.ROOT,
                            " %s %.2f",
                            word.get("word").asText(),
                            word.get("weight").asDouble()));
            out.println();
        }
    }

    private static void printImages(JsonNode measured, PrintWriter out) {
        out.printf("%nImages: %d%n", measured.get("images").asInt());
        area(measured, out);
        out.printf("%nAccuracy, and agreement with the prediction on the whole image%n");
        percentRow(out, "accuracy, whole image", measured.get("accuracy"));
        percentRow(out, "accuracy, masked image", measured.get("maskedAccuracy"));
        percentRow(out, "agreement, masked image", measured.get("agreement"));
        JsonNode own = measured.get("ownMask");
        out.printf("%nMean probability of the class that is predicted for the whole image%n");
        percentRow(out, "whole image", own.get("wholeImage"));
        percentRow(out, "under its own mask", own.get("ownMask"));
        percentRow(out, "under the mask of an image of another class", own.get("maskOfAnotherClass"));
        percentRow(out, "  which is then taken for that class", own.get("takenForThatClass"));
        JsonNode controls = measured.get("controls");
        out.printf(
                "%nAgreement with masks of the same area, on %d of the images%n",
                controls.get("images").asInt());
        controls.get("agreement").properties().forEach(mask -> percentRow(out, mask.getKey(), mask.getValue()));
        JsonNode faithfulness = measured.get("faithfulness");
        out.printf(
                "%nAgreement when only a share of the pixels is kept, and areas of the curves, on %d of the images%n",
                faithfulness.get("images").asInt());
        faithfulness(faithfulness, out);
    }

    private static void area(JsonNode measured, PrintWriter out) {
        JsonNode area = measured.get("area");
        out.printf(
                Locale.ROOT,
                "Mask area: mean %.3f, standard deviation over records %.3f, within a record %.3f%n",
                area.get("mean").asDouble(),
                area.get("deviationOverRecords").asDouble(),
                area.get("deviationWithinRecord").asDouble());
    }

    private static void faithfulness(JsonNode faithfulness, PrintWriter out) {
        out.printf("%-20s", "");
        BUDGETS.forEach(budget -> out.printf(" %6s", budget));
        out.printf("   %10s %11s%n", "deletion ^", "insertion v");
        for (Map.Entry<String, JsonNode> attribution : faithfulness.properties()) {
            JsonNode result = attribution.getValue();
            if (result.isObject()) {
                out.printf("%-20s", attribution.getKey());
                JsonNode agreement = result.get("agreementAtBudget");
                for (String budget : BUDGETS) {
                    out.printf(
                            Locale.ROOT, " %5.1f%%", 100 * agreement.get(budget).asDouble());
                }
                out.printf(
                        Locale.ROOT,
                        "   %10.3f %11.3f%n",
                        result.get("deletionArea").asDouble(),
                        result.get("insertionArea").asDouble());
            }
        }
    }

    private static void percentRow(PrintWriter out, String name, JsonNode share) {
        out.printf(Locale.ROOT, "%-45s %6.2f%%%n", name, 100 * share.asDouble());
    }

    private static String rule(JsonNode rule) {
        return String.format(
                Locale.ROOT,
                "%.0f%% (random %.0f%%, n=%d)",
                100 * rule.get("precision").asDouble(),
                100 * rule.get("randomPrecision").asDouble(),
                rule.get("molecules").asInt());
    }

    private static void row(PrintWriter out, String name, JsonNode value) {
        out.printf(Locale.ROOT, "%-45s %7.3f%n", name, value.asDouble());
    }
}
