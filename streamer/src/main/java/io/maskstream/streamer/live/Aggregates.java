package io.maskstream.streamer.live;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.schemas.artifact.Profile;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.schemas.record.ClassPrediction;
import io.maskstream.schemas.record.Explanation;
import io.maskstream.schemas.record.ValuePrediction;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What explanations of many records have in common: by explainer and by what is explained, the words or atoms that say most, or
 * the mean mask and the mean evidence of images. For one thread.
 */
final class Aggregates {

    private static final JsonMapper MAPPER = new JsonMapper();

    private static final Duration LIMIT = Duration.ofSeconds(2);

    private final Function<LiveEvent, Explanation> explanations;
    private final Function<String, Optional<Profile>> profiles;

    /** Records of one explainer, of whatever version. */
    private static final class OfExplainer {

        private final InputKind kind;
        private final Map<String, PartsSummary> parts = new TreeMap<>();
        private final Map<String, GridSummary> grids = new TreeMap<>();
        private int records;

        OfExplainer(InputKind kind) {
            this.kind = kind;
        }
    }

    /**
     * @param explanations reads the explanation of a record that has one
     * @param profiles what the explainer of a name was fitted to, where that serves and knows it
     */
    Aggregates(Function<LiveEvent, Explanation> explanations, Function<String, Optional<Profile>> profiles) {
        this.explanations = explanations;
        this.profiles = profiles;
    }

    /**
     * Of the newest records, as many as there is time for.
     *
     * @param kept oldest first
     * @return as JSON: {@code explainers}, each with its {@code outputs}, and how many records were {@code examined}
     */
    String of(List<LiveEvent> kept) {
        Map<String, OfExplainer> found = new LinkedHashMap<>();
        long end = System.nanoTime() + LIMIT.toNanos();
        int examined = 0;
        for (int i = kept.size() - 1; i >= 0 && System.nanoTime() - end < 0; i--) {
            examined++;
            LiveEvent event = kept.get(i);
            if (event.record().isExplained() && event.kind() != null) {
                add(event, found.computeIfAbsent(event.explainer(), unused -> new OfExplainer(event.kind())));
            }
        }
        ObjectNode answer = MAPPER.createObjectNode();
        answer.put("examined", examined).put("kept", kept.size());
        ArrayNode listed = answer.putArray("explainers");
        found.forEach((name, explainer) -> write(listed.addObject(), name, explainer));
        return answer.toString();
    }

    private void add(LiveEvent event, OfExplainer explainer) {
        Explanation explanation = explanations.apply(event);
        String output = output(explanation);
        explainer.records++;
        if (explainer.kind == InputKind.IMAGE) {
            explainer.grids.computeIfAbsent(output, unused -> new GridSummary()).add(explanation);
        } else {
            explainer
                    .parts
                    .computeIfAbsent(output, unused -> new PartsSummary(explainer.kind))
                    .add(event.request().orElseThrow().getInput(), explanation);
        }
    }

    /** What is explained: what the evidence is for or, without any, what is predicted. */
    private static String output(Explanation explanation) {
        return Optional.ofNullable(explanation.getEvidence())
                .map(evidence -> evidence.getOutput())
                .orElseGet(() -> explanation.getPrediction() instanceof ValuePrediction value
                        ? value.getName()
                        : ((ClassPrediction) explanation.getPrediction())
                                .getClasses()
                                .get(0)
                                .getName());
    }

    private void write(ObjectNode json, String name, OfExplainer explainer) {
        json.put("name", name).put("kind", explainer.kind.toString()).put("records", explainer.records);
        ArrayNode outputs = json.putArray("outputs");
        explainer.parts.forEach(
                (output, parts) -> parts.write(outputs.addObject().put("output", output)));
        explainer.grids.forEach(
                (output, grids) -> grids.write(outputs.addObject().put("output", output)));
        profiles.apply(name).ifPresent(profile -> FitSummary.write(json, profile));
    }
}
