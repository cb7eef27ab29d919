package io.maskstream.trainer.evaluate.method;

import io.maskstream.schemas.input.TokenSequence;
import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The mean weight of each token in the masks of other records: what can be known of a mask without its context. Tokens
 * that those records lack get the mean of all weights.
 *
 * @param others records other than those that are scored
 */
public record TokenTable(ExplainedRecords others) implements Attribution {

    public static final String NAME = "token table";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<float[]> scores(ExplainedRecords records) {
        Map<Integer, double[]> sums = new HashMap<>();
        double total = 0;
        long count = 0;
        for (int i = 0; i < others.size(); i++) {
            TokenSequence tokens = (TokenSequence) others.inputs().get(i);
            float[] mask = others.masks().get(i);
            for (int part = 0; part < mask.length; part++) {
                double[] sum = sums.computeIfAbsent(tokens.id(part), id -> new double[2]);
                sum[0] += mask[part];
                sum[1]++;
                total += mask[part];
                count++;
            }
        }
        float unknown = (float) (total / Math.max(1, count));
        return records.perRecord((record, regions) -> {
            TokenSequence tokens = (TokenSequence) records.inputs().get(record);
            float[] scores = new float[regions];
            for (int part = 0; part < regions; part++) {
                double[] sum = sums.get(tokens.id(part));
                scores[part] = sum == null ? unknown : (float) (sum[0] / sum[1]);
            }
            return scores;
        });
    }
}
