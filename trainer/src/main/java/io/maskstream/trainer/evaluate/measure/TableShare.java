package io.maskstream.trainer.evaluate.measure;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.schemas.input.TokenSequence;
import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The share of the variance of the masks' weights, over all parts of all records, that a table of mean weights explains
 * regardless of context: {@code tableShare}. The table of {@code token} has the mean weight of each token, that of
 * {@code position} the mean weight of each position, counted from the first part. Images have only positions. A share
 * is left out if the weights do not vary.
 */
public record TableShare() implements Measure {

    /** Name of the node. */
    public static final String NODE = "tableShare";

    /** Below this variance, weights differ only by rounding errors. */
    private static final double LEAST_VARIANCE = 1e-12;

    /** Assigns a part to a row of a table. */
    @FunctionalInterface
    interface Group {

        /**
         * Returns the number of the row.
         *
         * @param record index of the record
         * @param part index of the part in the record
         */
        int of(int record, int part);
    }

    @Override
    public String title() {
        return "Share of the weights that tables explain";
    }

    @Override
    public void of(Trial trial, ObjectNode result) {
        ExplainedRecords records = trial.all();
        ObjectNode node = result.putObject(NODE);
        List<EncodedInput> inputs = records.inputs();
        if (inputs.get(0) instanceof TokenSequence) {
            share(records.masks(), (record, part) -> {
                        TokenSequence tokens = (TokenSequence) inputs.get(record);
                        return tokens.id(part);
                    })
                    .ifPresent(share -> node.put("token", share));
        }
        share(records.masks(), (record, part) -> part).ifPresent(share -> node.put("position", share));
    }

    /**
     * Returns the coefficient of determination (R2) when each weight is predicted by the mean of the other weights in
     * its group, so that small groups do not explain themselves. In a group of one, the prediction is the mean of all
     * other weights. The result is negative if the means of the groups predict worse than the mean of all.
     */
    static OptionalDouble share(List<float[]> masks, Group group) {
        Map<Integer, double[]> groups = new HashMap<>();
        double[] all = new double[2];
        for (int record = 0; record < masks.size(); record++) {
            float[] mask = masks.get(record);
            for (int part = 0; part < mask.length; part++) {
                double[] members = groups.computeIfAbsent(group.of(record, part), key -> new double[2]);
                add(members, mask[part]);
                add(all, mask[part]);
            }
        }
        double unexplained = 0;
        double variance = 0;
        for (int record = 0; record < masks.size(); record++) {
            float[] mask = masks.get(record);
            for (int part = 0; part < mask.length; part++) {
                double[] members = groups.get(group.of(record, part));
                double byAll = mask[part] - meanWithout(all, mask[part]);
                double byGroup = members[1] > 1 ? mask[part] - meanWithout(members, mask[part]) : byAll;
                variance += byAll * byAll;
                unexplained += byGroup * byGroup;
            }
        }
        return variance / all[1] > LEAST_VARIANCE
                ? OptionalDouble.of(1 - unexplained / variance)
                : OptionalDouble.empty();
    }

    private static void add(double[] sumAndCount, double weight) {
        sumAndCount[0] += weight;
        sumAndCount[1]++;
    }

    private static double meanWithout(double[] sumAndCount, double weight) {
        return (sumAndCount[0] - weight) / (sumAndCount[1] - 1);
    }
}
