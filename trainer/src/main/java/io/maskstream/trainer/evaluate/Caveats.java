package io.maskstream.trainer.evaluate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the figures say against relying on the masks, in sentences: {@code notes}, which is empty where they say nothing. It
 * reads what {@link Faithfulness} has found.
 */
record Caveats() implements Measure {

    private static final Logger LOG = LoggerFactory.getLogger(Caveats.class);

    /** Least mean change of a prediction, in probability or in standard deviations of the values; below, all orders are alike. */
    private static final double LEAST_CHANGE = 0.02;

    @Override
    public void of(ExplainedRecords records, ObjectNode result) {
        ArrayNode notes = result.putArray("notes");
        double dispersion = Dispersion.of(records.predictions(), records.output());
        of(result.path("faithfulness"), dispersion, records.ofValues()).ifPresent(note -> {
            LOG.warn(note);
            notes.add(note);
        });
    }

    /**
     * What is to be said.
     *
     * @param faithfulness as {@link Faithfulness} writes it
     * @param dispersion of the predictions (see {@link Dispersion})
     * @param values whether they are values
     */
    static Optional<String> of(JsonNode faithfulness, double dispersion, boolean values) {
        double change = largestChange(faithfulness) / (values ? dispersion : 1);
        String unit = values ? "standard deviations" : "in probability";
        if (!values && dispersion < Dispersion.LITTLE) {
            return note(
                    "The model's prediction hardly changes from record to record (by %.4f %s on average), so that there is"
                            + " little to explain: check that the model is trained and that the records are encoded as"
                            + " it expects.",
                    dispersion, unit);
        }
        if (change < LEAST_CHANGE) {
            return note(
                    "The model's prediction hardly changes, whatever is masked (by %.4f %s on average at most), so that no"
                            + " mask can explain it: check that --maskable names what the prediction is computed from.",
                    change, unit);
        }
        return againstRandomOrder(faithfulness);
    }

    private static Optional<String> againstRandomOrder(JsonNode faithfulness) {
        JsonNode mask = faithfulness.path(MaskWeights.NAME);
        JsonNode random = faithfulness.path(RandomOrder.NAME);
        if (mask.isMissingNode() || random.isMissingNode()) {
            return Optional.empty();
        }
        double deletion = mask.get("deletionArea").asDouble();
        double randomDeletion = random.get("deletionArea").asDouble();
        double insertion = mask.get("insertionArea").asDouble();
        double randomInsertion = random.get("insertionArea").asDouble();
        if (deletion <= randomDeletion || insertion >= randomInsertion) {
            return note(
                    "The mask is no better than a random order of the parts (deletion %.3f against %.3f, insertion %.3f"
                            + " against %.3f), so that it should not be relied on: fit with more records or --epochs, or"
                            + " with another --area or --complement-weight.",
                    deletion, randomDeletion, insertion, randomInsertion);
        }
        return Optional.empty();
    }

    private static double largestChange(JsonNode faithfulness) {
        double largest = 0;
        for (JsonNode attribution : faithfulness) {
            for (JsonNode distance : attribution.path("deletion")) {
                largest = Math.max(largest, distance.asDouble());
            }
        }
        return largest;
    }

    private static Optional<String> note(String sentence, Object... figures) {
        return Optional.of(String.format(Locale.ROOT, sentence, figures));
    }
}
