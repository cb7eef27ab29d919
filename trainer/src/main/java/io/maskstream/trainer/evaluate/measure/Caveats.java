package io.maskstream.trainer.evaluate.measure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.trainer.evaluate.method.RandomOrder;
import io.maskstream.trainer.evaluate.subject.Dispersion;
import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reasons not to rely on the masks, in sentences: {@code notes}, empty if there are none. It reads the figures of
 * {@link Faithfulness}.
 */
public record Caveats() implements Measure {

    private static final Logger LOG = LoggerFactory.getLogger(Caveats.class);

    /**
     * If the mean change of the prediction is below this, in probability or in standard deviations of the values, all
     * orders are equally good.
     */
    private static final double LEAST_CHANGE = 0.02;

    @Override
    public String title() {
        return "Caveats";
    }

    @Override
    public void of(Trial trial, ObjectNode result) {
        ExplainedRecords records = trial.all();
        ArrayNode notes = result.putArray("notes");
        double dispersion = Dispersion.of(records.predictions(), records.output());
        of(result.path(Faithfulness.NODE), dispersion, records.ofValues()).ifPresent(note -> {
            LOG.warn(note);
            notes.add(note);
        });
    }

    /**
     * Returns the caveat, if any.
     *
     * @param faithfulness as {@link Faithfulness} writes it
     * @param dispersion of the predictions (see {@link Dispersion})
     * @param values whether the predictions are values
     */
    static Optional<String> of(JsonNode faithfulness, double dispersion, boolean values) {
        double change = largestChange(faithfulness) / (values ? dispersion : 1);
        String unit = values ? "standard deviations" : "in probability";
        if (!values && dispersion < Dispersion.LITTLE) {
            return note(
                    "The model's prediction hardly changes from record to record (by %.4f %s on average), so there is"
                            + " little to explain: check that the model is trained and that the records are encoded as"
                            + " it expects.",
                    dispersion, unit);
        }
        if (change < LEAST_CHANGE) {
            return note(
                    "The model's prediction hardly changes, whatever is masked (by %.4f %s on average at most), so no"
                            + " mask can explain it: check that --maskable names what the prediction is computed from.",
                    change, unit);
        }
        return againstRandomOrder(faithfulness);
    }

    /** Unless the interval of the difference excludes 0, the mask's lead may be chance. */
    private static Optional<String> againstRandomOrder(JsonNode faithfulness) {
        JsonNode random = faithfulness.path("methods").path(RandomOrder.NAME);
        String replacement = faithfulness.path("replacements").path(0).asText();
        List<String> worse = new ArrayList<>();
        for (String curve : List.of("insertion", "deletion")) {
            JsonNode lead = random.path(curve).path(replacement).path("difference");
            boolean higher = faithfulness.path("better").path(curve).asText().equals("higher");
            if (higher ? lead.path("high").asDouble() >= 0 : lead.path("low").asDouble() <= 0) {
                worse.add(curve);
            }
        }
        return worse.isEmpty()
                ? Optional.empty()
                : note(
                        "The mask is not clearly better than a random order of the parts (%s), so it should not be relied on:"
                                + " fit with more records or --epochs, or with another --area or --complement-weight.",
                        String.join(" and ", worse));
    }

    /** The largest mean change of the prediction that any order reaches by removing parts. */
    private static double largestChange(JsonNode faithfulness) {
        double whole = faithfulness.path("whole").asDouble();
        double largest = 0;
        for (JsonNode method : faithfulness.path("methods")) {
            for (JsonNode replacement : method.path("deletion")) {
                for (JsonNode point : replacement.path("byShare")) {
                    largest = Math.max(
                            largest, Math.abs(whole - point.path("mean").asDouble()));
                }
            }
        }
        return largest;
    }

    private static Optional<String> note(String sentence, Object... figures) {
        return Optional.of(String.format(Locale.ROOT, sentence, figures));
    }
}
