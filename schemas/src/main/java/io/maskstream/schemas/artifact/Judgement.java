package io.maskstream.schemas.artifact;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which conditions of the gate an explainer meets according to its evaluation: the field {@code measured.gate} of its
 * manifest.
 *
 * @param asked thresholds of the requested conditions, by name
 * @param holds the conditions that the explainer meets
 * @param fails the conditions that the explainer fails
 * @param notMeasured the conditions for which the evaluation has no figures
 */
public record Judgement(Map<String, Double> asked, List<String> holds, List<Failure> fails, List<String> notMeasured) {

    /** Name of the field in the figures of an evaluation. */
    public static final String NODE = "gate";

    private static final int MOST_CONDITIONS = 100;

    /** Length limit of a reason in characters. */
    private static final int LONGEST_REASON = 1000;

    /** Condition names are label values in metrics and arguments on command lines. */
    private static final Pattern CONDITION = Pattern.compile("[a-z][a-z_]{0,59}");

    /**
     * A condition that is not met.
     *
     * @param condition the name of the condition
     * @param reason why the condition fails, with figures, as a sentence without a full stop
     */
    public record Failure(String condition, String reason) {

        /**
         * Checks both fields.
         *
         * @throws IllegalArgumentException if one is missing or too long, or the name is invalid
         */
        public Failure {
            if (!isCondition(Manifest.require(condition, "condition"))) {
                throw new IllegalArgumentException("field 'condition' is not a valid condition name");
            }
            if (Manifest.require(reason, "reason").length() > LONGEST_REASON) {
                throw new IllegalArgumentException("field 'reason' has more than " + LONGEST_REASON + " characters");
            }
        }
    }

    public Judgement {
        asked = Collections.unmodifiableMap(new LinkedHashMap<>(asked));
        holds = List.copyOf(holds);
        fails = List.copyOf(fails);
        notMeasured = List.copyOf(notMeasured);
    }

    /**
     * Returns whether a name is a valid condition name: at most 60 lower-case letters and underscores, the first one a
     * letter.
     */
    public static boolean isCondition(String name) {
        return CONDITION.matcher(name).matches();
    }

    /**
     * Reads the judgement from the figures of an evaluation.
     *
     * @param measured the figures of an evaluation; may be null
     * @return empty if the evaluation has no gate
     * @throws IllegalArgumentException if the field is malformed; the message says how
     */
    static Optional<Judgement> of(JsonNode measured) {
        if (measured == null || !measured.has(NODE)) {
            return Optional.empty();
        }
        JsonNode node = measured.get(NODE);
        Map<String, Double> asked = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> condition : node.path("asked").properties()) {
            if (!condition.getValue().isNumber() || asked.size() == MOST_CONDITIONS) {
                throw new IllegalArgumentException("field 'measured.gate.asked' must have a number for each of at most "
                        + MOST_CONDITIONS + " conditions");
            }
            asked.put(name(condition.getKey(), "asked"), condition.getValue().doubleValue());
        }
        List<Failure> fails = new ArrayList<>();
        for (JsonNode failure : list(node, "fails")) {
            fails.add(new Failure(
                    failure.path("condition").textValue(),
                    failure.path("reason").textValue()));
        }
        return Optional.of(new Judgement(asked, names(node, "holds"), fails, names(node, "notMeasured")));
    }

    private static List<String> names(JsonNode node, String field) {
        List<String> names = new ArrayList<>();
        for (JsonNode name : list(node, field)) {
            names.add(name(name.textValue(), field));
        }
        return names;
    }

    private static String name(String name, String field) {
        if (name == null || !isCondition(name)) {
            throw new IllegalArgumentException("field 'measured.gate." + field
                    + "' contains an invalid condition name; use lower-case letters and underscores");
        }
        return name;
    }

    private static JsonNode list(JsonNode node, String field) {
        JsonNode list = node.path(field);
        if (!list.isArray() || list.size() > MOST_CONDITIONS) {
            throw new IllegalArgumentException(
                    "field 'measured.gate." + field + "' must be a list of at most " + MOST_CONDITIONS + " entries");
        }
        return list;
    }

    /** Writes this judgement into the figures of an evaluation, and replaces an earlier one. */
    public void into(ObjectNode measured) {
        ObjectNode node = measured.putObject(NODE);
        ObjectNode thresholds = node.putObject("asked");
        asked.forEach(thresholds::put);
        holds.forEach(node.putArray("holds")::add);
        ArrayNode failures = node.putArray("fails");
        for (Failure failure : fails) {
            failures.addObject().put("condition", failure.condition()).put("reason", failure.reason());
        }
        notMeasured.forEach(node.putArray("notMeasured")::add);
    }
}
