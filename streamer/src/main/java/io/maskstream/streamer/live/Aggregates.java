package io.maskstream.streamer.live;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.schemas.artifact.Profile;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.schemas.input.molecule.FunctionalGroups;
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
 * Summarizes the explanations of many records, by explainer and explained output: the words or functional groups with the
 * most evidence, or the mean mask and mean evidence of images. To be used by one thread.
 */
final class Aggregates {

    private static final JsonMapper MAPPER = new JsonMapper();

    private static final Duration LIMIT = Duration.ofSeconds(2);

    private final Function<LiveEvent, Explanation> explanations;
    private final Function<String, Optional<Profile>> profiles;
    private final FunctionalGroups groups = new FunctionalGroups();

    /** Records of one explainer, of any version. */
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
     * @param explanations returns the explanation of a record that has one
     * @param profiles returns the profile of the explainer with a name, if it serves and has one
     */
    Aggregates(Function<LiveEvent, Explanation> explanations, Function<String, Optional<Profile>> profiles) {
        this.explanations = explanations;
        this.profiles = profiles;
    }

    /**
     * Summarizes the newest records, as many as time permits.
     *
     * @param kept the kept records, oldest first
     * @return JSON with {@code explainers}, each with its {@code outputs}, and the number of records {@code examined}
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
                    .computeIfAbsent(output, unused -> new PartsSummary(groups))
                    .add(event.request().orElseThrow().getInput(), explanation);
        }
    }

    /** Returns the explained output: the output of the evidence or, without evidence, the predicted one. */
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
