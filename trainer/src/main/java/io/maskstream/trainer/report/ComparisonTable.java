package io.maskstream.trainer.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;

/** Prints the comparison of two explainers as a table for a terminal. */
public final class ComparisonTable {

    private ComparisonTable() {}

    /**
     * Prints the result of {@link io.maskstream.trainer.evaluate.Comparison}, and which explainer is better by each
     * measure.
     */
    public static void print(JsonNode comparison, PrintWriter out) {
        out.printf(
                "%nAgainst %s, record by record (%d; the curves on %d)%n",
                comparison.path("explainer").asText(),
                comparison.path("records").asInt(),
                comparison.path("sample").asInt());
        if (!comparison.path("sameModel").asBoolean()) {
            out.printf("The two explain different models: each is measured on its own.%n");
        }
        out.printf("%-10s %8s %8s  %-26s%n", "", "this", "other", "difference");
        for (Map.Entry<String, JsonNode> entry : comparison.path("measures").properties()) {
            JsonNode measure = entry.getValue();
            JsonNode difference = measure.path("difference");
            out.printf(
                    Locale.ROOT,
                    "%-10s %8.3f %8.3f  %-26s %s%n",
                    entry.getKey(),
                    measure.at("/this/mean").asDouble(),
                    measure.at("/other/mean").asDouble(),
                    interval(difference),
                    verdict(measure.path("better").asText(), difference));
        }
        out.printf("Rank correlation of a record's two masks: %s%n", interval(comparison.path("rankCorrelation")));
        out.flush();
    }

    private static String interval(JsonNode interval) {
        return String.format(
                Locale.ROOT,
                "%.3f [%.3f, %.3f]",
                interval.path("mean").asDouble(),
                interval.path("low").asDouble(),
                interval.path("high").asDouble());
    }

    private static String verdict(String better, JsonNode difference) {
        if (better.isEmpty()) {
            return "";
        }
        double low = difference.path("low").asDouble();
        double high = difference.path("high").asDouble();
        if (low <= 0 && high >= 0) {
            return "level";
        }
        return low > 0 == better.equals("higher") ? "better" : "worse";
    }
}
