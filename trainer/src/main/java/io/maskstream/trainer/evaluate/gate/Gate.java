package io.maskstream.trainer.evaluate.gate;

import com.fasterxml.jackson.databind.JsonNode;
import io.maskstream.schemas.artifact.Judgement;
import io.maskstream.schemas.input.InputKind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The conditions that an explainer must meet, with their thresholds. */
public final class Gate {

    private final Map<Condition, Double> asked;

    private Gate(Map<Condition, Double> asked) {
        this.asked = new EnumMap<>(asked);
    }

    /** Returns all conditions that apply to a kind of record, with their default thresholds. */
    public static Gate usual(InputKind kind) {
        Map<Condition, Double> asked = new EnumMap<>(Condition.class);
        suiting(kind).forEach(condition -> asked.put(condition, condition.usual(kind)));
        return new Gate(asked);
    }

    /**
     * Returns the chosen conditions.
     *
     * @param choices names of conditions, each optionally with a threshold, such as {@code stable=0.4}; empty for the
     *     defaults
     * @throws IllegalArgumentException if a condition does not exist or does not apply to the kind of record; lists the
     *     conditions
     */
    public static Gate of(List<String> choices, InputKind kind) {
        if (choices.isEmpty()) {
            return usual(kind);
        }
        Map<Condition, Double> asked = new EnumMap<>(Condition.class);
        for (String choice : choices) {
            String[] parts = choice.split("=", 2);
            Condition condition = suiting(kind)
                    .filter(one -> one.toString().equals(parts[0].strip().toLowerCase(Locale.ROOT)))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("--gate names '" + parts[0]
                            + "', which is not a condition for " + kind + "s; the conditions are "
                            + suiting(kind).map(Condition::toString).collect(Collectors.joining(", ")) + "."));
            asked.put(condition, parts.length == 1 ? condition.usual(kind) : threshold(choice, parts[1]));
        }
        return new Gate(asked);
    }

    private static double threshold(String choice, String value) {
        try {
            double threshold = Double.parseDouble(value.strip());
            if (Double.isFinite(threshold)) {
                return threshold;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--gate " + choice + ": '" + value + "' is not a number.", e);
        }
        throw new IllegalArgumentException("--gate " + choice + ": '" + value + "' is not a finite number.");
    }

    private static Stream<Condition> suiting(InputKind kind) {
        return Stream.of(Condition.values()).filter(condition -> condition.suits(kind));
    }

    /** The conditions for a kind of record that a judgement did not check. */
    public static List<String> leftOut(Judgement judgement, InputKind kind) {
        return suiting(kind)
                .map(Condition::toString)
                .filter(condition -> !judgement.asked().containsKey(condition))
                .toList();
    }

    /**
     * Judges an explainer.
     *
     * @param measured the figures of its evaluation
     */
    public Judgement judge(JsonNode measured) {
        Figures figures = new Figures(measured);
        Map<String, Double> thresholds = new LinkedHashMap<>();
        List<String> holds = new ArrayList<>();
        List<Judgement.Failure> fails = new ArrayList<>();
        List<String> notMeasured = new ArrayList<>();
        asked.forEach((condition, threshold) -> {
            String name = condition.toString();
            thresholds.put(name, threshold);
            Optional<Finding> finding = condition.judge(figures, threshold);
            if (finding.isEmpty()) {
                notMeasured.add(name);
            } else if (finding.get().holds()) {
                holds.add(name);
            } else {
                fails.add(new Judgement.Failure(name, finding.get().reason()));
            }
        });
        return new Judgement(thresholds, holds, fails, notMeasured);
    }
}
