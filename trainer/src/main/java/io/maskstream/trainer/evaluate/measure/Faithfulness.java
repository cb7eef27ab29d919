package io.maskstream.trainer.evaluate.measure;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.trainer.evaluate.method.Attribution;
import io.maskstream.trainer.evaluate.method.MaskWeights;
import io.maskstream.trainer.evaluate.replacement.Replacement;
import io.maskstream.trainer.evaluate.subject.Closeness;
import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How well each method's order shows on which regions a prediction depends, measured by keeping the first regions
 * (insertion) or removing them (deletion) under each replacement (Samek et al. 2017; Petsiuk et al. 2018):
 * {@code faithfulness}. For classes, the figure is the remaining probability of the class predicted for the whole
 * record: higher is better for insertion, lower for deletion. For values, it is the distance from the prediction for
 * the whole record: lower is better for insertion, higher for deletion.
 */
public record Faithfulness() implements Measure {

    private static final Logger LOG = LoggerFactory.getLogger(Faithfulness.class);

    /** Shares of the regions that are kept or removed. */
    public static final List<Double> SHARES = List.of(0.05, 0.1, 0.2, 0.3, 0.5);

    /** Name of the node. */
    public static final String NODE = "faithfulness";

    /** Whether the first regions of an order are kept or removed. */
    private enum Curve {
        INSERTION,
        DELETION;

        String node() {
            return name().toLowerCase(Locale.ROOT);
        }

        boolean higherIsBetter(boolean values) {
            return (this == INSERTION) != values;
        }
    }

    @Override
    public String title() {
        return "Deletion and insertion";
    }

    @Override
    public void of(Trial trial, ObjectNode result) {
        ExplainedRecords records = trial.sample();
        boolean values = records.ofValues();
        ObjectNode node = result.putObject(NODE);
        node.put("records", records.size());
        // For values, this is a distance, which is 0 for the whole record.
        node.put(
                "whole",
                values
                        ? 0
                        : Arrays.stream(records.explained(records.predictions()))
                                .average()
                                .orElse(0));
        ObjectNode better = node.putObject("better");
        for (Curve curve : Curve.values()) {
            better.put(curve.node(), curve.higherIsBetter(values) ? "higher" : "lower");
        }
        ArrayNode shares = node.putArray("shares");
        SHARES.forEach(share -> shares.add(percent(share)));
        ArrayNode replacements = node.putArray("replacements");
        trial.replacements().forEach(replacement -> replacements.add(replacement.name()));
        ObjectNode methods = node.putObject("methods");
        Map<String, double[]> ofMask = new LinkedHashMap<>();
        for (Attribution method : trial.methods()) {
            LOG.info("Deletion and insertion in the order of {}, on {} records.", method.name(), records.size());
            ObjectNode one = methods.putObject(method.name());
            ObjectNode agreement = one.putObject("agreement");
            for (Curve curve : Curve.values()) {
                ObjectNode byReplacement = one.putObject(curve.node());
                for (Replacement replacement : trial.replacements()) {
                    List<float[][]> points = points(trial, method, curve, replacement);
                    // Only for the first replacement, which the fit used.
                    if (curve == Curve.INSERTION && agreement.isEmpty()) {
                        agreement(records, points, agreement);
                    }
                    double[] means = into(byReplacement.putObject(replacement.name()), records, points);
                    String key = curve + replacement.name();
                    if (method.name().equals(MaskWeights.NAME)) {
                        ofMask.put(key, means);
                    } else if (ofMask.containsKey(key)) {
                        Interval.ofDifference(means, ofMask.get(key))
                                .into(((ObjectNode) byReplacement.get(replacement.name())).putObject("difference"));
                    }
                }
            }
        }
        ObjectNode substituted = node.putObject("substituted");
        trial.replacements().forEach(replacement -> substituted.put(replacement.name(), replacement.substituted()));
        Verdict.of(node).forEach(node.putArray("verdict")::add);
    }

    /** The predictions at each share. */
    private static List<float[][]> points(Trial trial, Attribution method, Curve curve, Replacement replacement) {
        return replacement.predictions(
                trial.sample(),
                SHARES.stream()
                        .map(share -> trial.kept(method, replacement, share, curve == Curve.INSERTION))
                        .toList());
    }

    private static void agreement(ExplainedRecords records, List<float[][]> points, ObjectNode node) {
        for (int i = 0; i < points.size(); i++) {
            node.put(percent(SHARES.get(i)), records.agreement(points.get(i)));
        }
    }

    /** Writes a curve and returns the mean over the shares for each record. */
    private static double[] into(ObjectNode node, ExplainedRecords records, List<float[][]> points) {
        double[] means = new double[records.size()];
        List<double[]> left = points.stream().map(point -> left(records, point)).toList();
        left.forEach(point -> Arrays.setAll(means, i -> means[i] + point[i] / SHARES.size()));
        Interval.of(means).into(node);
        ObjectNode byShare = node.putObject("byShare");
        for (int i = 0; i < left.size(); i++) {
            Interval.of(left.get(i)).into(byShare.putObject(percent(SHARES.get(i))));
        }
        return means;
    }

    /**
     * Returns for classes the probability of the predicted one, for values the distance from the prediction for the
     * whole record.
     */
    public static double[] left(ExplainedRecords records, float[][] predictions) {
        double[] left = records.explained(predictions);
        if (records.ofValues()) {
            Closeness closeness = records.closeness();
            Arrays.setAll(left, i -> closeness.distance(records.predictions()[i], predictions[i]));
        }
        return left;
    }

    /** Formats a share for reports. */
    public static String percent(double share) {
        return String.format(Locale.ROOT, "%.0f%%", 100 * share);
    }
}
