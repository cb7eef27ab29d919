package io.maskstream.trainer.evaluate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How well an attribution's order of the parts tells which ones a prediction rests on, judged by keeping or removing the
 * first of them (Samek et al. 2017; Petsiuk et al. 2018): {@code faithfulness}. A part is removed by a weight of 0.
 *
 * @param count on how many of the records, drawn at random: each takes dozens of passes over them, and occlusion as many
 *     as a record has regions
 * @param seed of that
 * @param attributions what is judged
 */
record Faithfulness(int count, long seed, List<Attribution> attributions) implements Measure {

    private static final Logger LOG = LoggerFactory.getLogger(Faithfulness.class);

    /** Shares of the parts that are kept. */
    static final List<Double> BUDGETS = List.of(0.02, 0.05, 0.10, 0.20, 0.30, 0.50, 0.75);

    /** Points of the deletion and insertion curves: shares of the parts. */
    private static final int CURVE_POINTS = 10;

    @Override
    public void of(ExplainedRecords all, ObjectNode result) {
        ExplainedRecords records = all.drawn(count, seed);
        ObjectNode node = result.putObject("faithfulness");
        node.put("records", records.size());
        for (Attribution attribution : attributions) {
            LOG.info("Deletion and insertion in the order of {}, on {} records.", attribution.name(), records.size());
            of(records, attribution).into(node.putObject(attribution.name()));
        }
    }

    /**
     * What was found for one attribution. All distances are means over the records of the distance to the prediction on
     * the whole record.
     *
     * @param agreement by budget: share of the records whose prediction stays the same when only that share of the parts
     *     is kept
     * @param deletion distance by the share of parts removed, most important first: the higher the better
     * @param insertion distance by the share of parts kept, most important first: the lower the better
     * @param deletionArea mean of the deletion curve
     * @param insertionArea mean of the insertion curve
     */
    record Result(
            Map<Double, Double> agreement,
            Map<Double, Double> deletion,
            Map<Double, Double> insertion,
            double deletionArea,
            double insertionArea) {

        private void into(ObjectNode node) {
            put(node.putObject("agreementAtBudget"), agreement);
            put(node.putObject("deletion"), deletion);
            put(node.putObject("insertion"), insertion);
            node.put("deletionArea", deletionArea);
            node.put("insertionArea", insertionArea);
        }

        private static void put(ObjectNode node, Map<Double, Double> curve) {
            curve.forEach((share, value) -> node.put(String.format(Locale.ROOT, "%.0f%%", 100 * share), value));
        }
    }

    /** Judges one attribution on all of some records. */
    static Result of(ExplainedRecords records, Attribution attribution) {
        List<float[]> scores = attribution.scores(records);
        Map<Double, Double> agreement = new LinkedHashMap<>();
        for (double budget : BUDGETS) {
            agreement.put(budget, records.agreement(predictions(records, scores, budget, true)));
        }
        Map<Double, Double> deletion = new LinkedHashMap<>();
        Map<Double, Double> insertion = new LinkedHashMap<>();
        for (int point = 0; point <= CURVE_POINTS; point++) {
            double share = point / (double) CURVE_POINTS;
            deletion.put(share, records.distance(predictions(records, scores, share, false)));
            insertion.put(share, records.distance(predictions(records, scores, share, true)));
        }
        return new Result(agreement, deletion, insertion, mean(deletion), mean(insertion));
    }

    private static float[][] predictions(ExplainedRecords records, List<float[]> scores, double share, boolean keep) {
        List<float[]> masks = new ArrayList<>();
        for (float[] row : scores) {
            // A budget keeps at least one part, or a short record would have no explanation at all.
            int count = (int) Math.round(share * row.length);
            if (share > 0) {
                count = Math.max(1, count);
            }
            masks.add(keep ? Ranking.top(row, count) : Ranking.withoutTop(row, count));
        }
        return records.under(masks);
    }

    private static double mean(Map<Double, Double> curve) {
        return curve.values().stream()
                .mapToDouble(Double::doubleValue)
                .average()
                .orElseThrow();
    }
}
