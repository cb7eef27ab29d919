package io.maskstream.trainer.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** How well methods found what is known to decide, as a table. */
public final class TruthReport {

    private static final int METHOD_COLUMNS = 30;

    private TruthReport() {}

    /**
     * Prints it.
     *
     * @param measured has the node {@code truth}
     */
    public static void print(JsonNode measured, PrintWriter out) {
        JsonNode truth = measured.get("truth");
        truth.properties().stream()
                .filter(figure -> figure.getValue().isNumber())
                .forEach(figure -> out.printf(Locale.ROOT, "%s: %s%n", figure.getKey(), number(figure.getValue())));
        Set<String> figures = new LinkedHashSet<>();
        for (JsonNode method : truth.get("methods")) {
            method.fieldNames().forEachRemaining(figures::add);
        }
        StringBuilder header = new StringBuilder(" ".repeat(METHOD_COLUMNS));
        figures.forEach(figure -> header.append(String.format(Locale.ROOT, "  %-18s", figure)));
        out.println(header.toString().stripTrailing());
        for (Map.Entry<String, JsonNode> method : truth.get("methods").properties()) {
            StringBuilder row =
                    new StringBuilder(String.format(Locale.ROOT, "%-" + METHOD_COLUMNS + "s", method.getKey()));
            figures.forEach(figure -> row.append(
                    String.format(Locale.ROOT, "  %-18s", cell(method.getValue().get(figure)))));
            out.println(row.toString().stripTrailing());
        }
    }

    private static String number(JsonNode number) {
        return number.isIntegralNumber() ? number.asText() : String.format(Locale.ROOT, "%.3f", number.asDouble());
    }

    private static String cell(JsonNode interval) {
        return interval == null
                ? ""
                : String.format(
                        Locale.ROOT,
                        "%.3f [%.2f, %.2f]",
                        interval.get("mean").asDouble(),
                        interval.get("low").asDouble(),
                        interval.get("high").asDouble());
    }
}
