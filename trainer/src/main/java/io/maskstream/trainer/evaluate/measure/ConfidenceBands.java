package io.maskstream.trainer.evaluate.measure;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.trainer.evaluate.subject.Closeness;
import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Agreement and, for labelled records, quality with and without the mask, by the confidence of the model:
 * {@code bands}. Otherwise a majority of easy records could hide the others. Values have no confidence, so their bands
 * are the thirds of the predictions.
 */
public record ConfidenceBands() implements Measure {

    /** Where one band of probabilities ends and the next one starts. */
    private static final double[] PROBABILITIES = {0.7, 0.9};

    /** Significant digits of a border in the name of a band. */
    private static final int DIGITS = 3;

    @Override
    public String title() {
        return "Agreement by confidence";
    }

    @Override
    public void of(Trial trial, ObjectNode result) {
        ExplainedRecords records = trial.all();
        double[] explained = records.explained(records.predictions());
        double[] borders = records.ofValues() ? thirds(explained) : PROBABILITIES;
        ArrayNode bands = result.putArray("bands");
        for (int band = 0; band <= borders.length; band++) {
            double from = band == 0 ? Double.NEGATIVE_INFINITY : borders[band - 1];
            double to = band == borders.length ? Double.POSITIVE_INFINITY : borders[band];
            List<Integer> members = new ArrayList<>();
            for (int i = 0; i < explained.length; i++) {
                if (explained[i] >= from && explained[i] < to) {
                    members.add(i);
                }
            }
            ObjectNode node = bands.addObject();
            node.put("band", name(band, borders)).put("records", members.size());
            if (!members.isEmpty()) {
                of(records, members, node);
            }
        }
    }

    private static String name(int band, double[] borders) {
        return band == 0
                ? "below " + rounded(borders[0])
                : band == borders.length
                        ? rounded(borders[band - 1]) + " or more"
                        : rounded(borders[band - 1]) + " to " + rounded(borders[band]);
    }

    private static String rounded(double border) {
        return BigDecimal.valueOf(border)
                .round(new MathContext(DIGITS))
                .stripTrailingZeros()
                .toPlainString();
    }

    private static double[] thirds(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return new double[] {sorted[sorted.length / 3], sorted[2 * sorted.length / 3]};
    }

    private static void of(ExplainedRecords records, List<Integer> members, ObjectNode node) {
        float[][] whole = rows(records.predictions(), members);
        float[][] masked = rows(records.maskedPredictions(), members);
        Closeness closeness = records.closeness();
        double[] agreeing = new double[whole.length];
        Arrays.setAll(agreeing, i -> closeness.agree(whole[i], masked[i]) ? 1 : 0);
        Interval.of(agreeing).into(node.putObject("agreement"));
        float[] all = records.targets();
        float[] targets = new float[members.size()];
        boolean labelled = false;
        for (int i = 0; i < targets.length; i++) {
            targets[i] = all[members.get(i)];
            labelled |= !Float.isNaN(targets[i]);
        }
        if (labelled) {
            Quality.into(node, records.ofValues(), whole, masked, targets);
        }
    }

    private static float[][] rows(float[][] all, List<Integer> members) {
        return members.stream().map(i -> all[i]).toArray(float[][]::new);
    }
}
