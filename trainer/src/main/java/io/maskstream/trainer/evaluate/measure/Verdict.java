package io.maskstream.trainer.evaluate.measure;

import com.fasterxml.jackson.databind.JsonNode;
import io.maskstream.trainer.evaluate.method.MaskWeights;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Summarises in words which methods the mask is ahead of, by the intervals of the differences. */
final class Verdict {

    private Verdict() {}

    /** How a method compares to the mask. */
    private enum Standing {
        AHEAD,
        LEVEL,
        BEHIND
    }

    /**
     * Returns a sentence for each curve and replacement.
     *
     * @param faithfulness as {@link Faithfulness} writes it
     */
    static List<String> of(JsonNode faithfulness) {
        List<String> sentences = new ArrayList<>();
        for (String curve : List.of("insertion", "deletion")) {
            boolean higher = faithfulness.path("better").path(curve).asText().equals("higher");
            for (JsonNode replacement : faithfulness.path("replacements")) {
                sentences.add(of(faithfulness.path("methods"), curve, replacement.asText(), higher));
            }
        }
        return sentences;
    }

    private static String of(JsonNode methods, String curve, String replacement, boolean higher) {
        List<String> ahead = new ArrayList<>();
        List<String> level = new ArrayList<>();
        List<String> behind = new ArrayList<>();
        for (Map.Entry<String, JsonNode> method : methods.properties()) {
            if (!method.getKey().equals(MaskWeights.NAME)) {
                JsonNode difference =
                        method.getValue().path(curve).path(replacement).path("difference");
                (switch (standing(difference, higher)) {
                            case AHEAD -> ahead;
                            case LEVEL -> level;
                            case BEHIND -> behind;
                        })
                        .add(method.getKey());
            }
        }
        return String.format(
                "%s, %s: the mask is ahead of %s; level with %s; behind %s.",
                Character.toUpperCase(curve.charAt(0)) + curve.substring(1),
                replacement,
                names(behind),
                names(level),
                names(ahead));
    }

    private static Standing standing(JsonNode difference, boolean higher) {
        double low = difference.path("low").asDouble();
        double high = difference.path("high").asDouble();
        if (low <= 0 && high >= 0) {
            return Standing.LEVEL;
        }
        return low > 0 == higher ? Standing.AHEAD : Standing.BEHIND;
    }

    private static String names(List<String> names) {
        return names.isEmpty() ? "none" : String.join(", ", names);
    }
}
