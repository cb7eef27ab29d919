package io.maskstream.trainer.evaluate;

import io.maskstream.schemas.input.EncodedInput;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How well an attribution's order of the tokens tells which ones a prediction rests on, judged by keeping or
 * removing the first of them (Samek et al. 2017; Petsiuk et al. 2018). Removing a token sets its embedding to 0.
 */
public final class Faithfulness {

    /** Shares of the tokens that are kept. */
    static final List<Double> BUDGETS = List.of(0.02, 0.05, 0.10, 0.20, 0.30, 0.50, 0.75);

    /** Points of the deletion and insertion curves: shares of the tokens. */
    private static final int CURVE_POINTS = 10;

    private final ExplainedModel model;
    private final List<EncodedInput> ids;
    private final float[][] whole;
    private final Closeness closeness;

    /**
     * Judges on some sequences.
     *
     * @param closeness compares the predictions
     */
    public Faithfulness(ExplainedModel model, List<EncodedInput> ids, Closeness closeness) {
        this.model = model;
        this.ids = List.copyOf(ids);
        this.whole = model.predictions(ids);
        this.closeness = closeness;
    }

    /**
     * What was found for one attribution. All distances are means over the sequences of the distance to the prediction on
     * the whole sequence.
     *
     * @param agreement by budget: share of the sequences whose prediction stays the same when only that share of the tokens
     *     is kept
     * @param deletion distance by the share of tokens removed, most important first: the higher the better
     * @param insertion distance by the share of tokens kept, most important first: the lower the better
     * @param deletionArea mean of the deletion curve
     * @param insertionArea mean of the insertion curve
     */
    public record Result(
            Map<Double, Double> agreement,
            Map<Double, Double> deletion,
            Map<Double, Double> insertion,
            double deletionArea,
            double insertionArea) {}

    /** Predictions on the whole sequences. */
    float[][] whole() {
        return whole;
    }

    /** Judges one attribution. */
    public Result of(Attribution attribution) {
        return of(attribution.scores(model, ids));
    }

    /** Judges scores, one a token for each sequence. */
    Result of(List<float[]> scores) {
        Map<Double, Double> agreement = new LinkedHashMap<>();
        for (double budget : BUDGETS) {
            agreement.put(budget, agreement(predictions(scores, budget, true)));
        }
        Map<Double, Double> deletion = new LinkedHashMap<>();
        Map<Double, Double> insertion = new LinkedHashMap<>();
        for (int point = 0; point <= CURVE_POINTS; point++) {
            double share = point / (double) CURVE_POINTS;
            deletion.put(share, distance(predictions(scores, share, false)));
            insertion.put(share, distance(predictions(scores, share, true)));
        }
        return new Result(agreement, deletion, insertion, mean(deletion), mean(insertion));
    }

    /** Share of the sequences whose prediction stays the same when so many of their tokens are kept, at most. */
    double agreementOfTop(List<float[]> scores, int tokens) {
        return agreement(model.maskedPredictions(
                ids, scores.stream().map(row -> Ranking.top(row, tokens)).toList()));
    }

    /** Share of the sequences of which other predictions say the same. */
    double agreement(float[][] others) {
        int agreeing = 0;
        for (int i = 0; i < others.length; i++) {
            agreeing += closeness.agree(whole[i], others[i]) ? 1 : 0;
        }
        return agreeing / (double) others.length;
    }

    private float[][] predictions(List<float[]> scores, double share, boolean keep) {
        List<float[]> masks = new ArrayList<>();
        for (float[] row : scores) {
            // A budget keeps at least one token, or a short sequence would have no explanation at all.
            int count = (int) Math.round(share * row.length);
            if (share > 0) {
                count = Math.max(1, count);
            }
            masks.add(keep ? Ranking.top(row, count) : Ranking.withoutTop(row, count));
        }
        return model.maskedPredictions(ids, masks);
    }

    private double distance(float[][] predictions) {
        double sum = 0;
        for (int i = 0; i < predictions.length; i++) {
            sum += closeness.distance(whole[i], predictions[i]);
        }
        return sum / predictions.length;
    }

    private static double mean(Map<Double, Double> curve) {
        return curve.values().stream()
                .mapToDouble(Double::doubleValue)
                .average()
                .orElseThrow();
    }
}
