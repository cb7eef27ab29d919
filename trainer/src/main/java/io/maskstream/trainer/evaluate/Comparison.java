package io.maskstream.trainer.evaluate;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.schemas.comparison.RankCorrelation;
import io.maskstream.trainer.evaluate.measure.Faithfulness;
import io.maskstream.trainer.evaluate.measure.Interval;
import io.maskstream.trainer.evaluate.measure.Trial;
import io.maskstream.trainer.evaluate.method.MaskWeights;
import io.maskstream.trainer.evaluate.replacement.AsFitted;
import io.maskstream.trainer.evaluate.replacement.Replacement;
import io.maskstream.trainer.evaluate.subject.Closeness;
import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import io.maskstream.trainer.evaluate.subject.Ranking;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Compares two explainers on the same records: the figures of both, and their paired difference. */
public final class Comparison {

    private static final long SEED = 20_190_507;

    /** Maximum number of records for which masks and masked predictions are computed. */
    private static final int MOST = 2000;

    private static final Replacement FITTED = new AsFitted("as fitted");

    private final Protocol protocol;

    /** Creates a comparison on the records that an evaluation with a protocol would draw. */
    public Comparison(Protocol protocol) {
        this.protocol = protocol;
    }

    /**
     * Compares two explainers.
     *
     * @param these records with the results of the explainer
     * @param those the same records, in the same order, with the results of the other explainer
     * @return {@code records}; {@code measures}, each with the figures of {@code this} explainer, of the {@code other}
     *     and their {@code difference}; and {@code rankCorrelation} between the two masks of a record
     */
    public ObjectNode of(ExplainedRecords these, ExplainedRecords those) {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        ObjectNode measures = result.putObject("measures");
        ExplainedRecords ours = these.drawn(MOST, SEED);
        ExplainedRecords theirs = those.drawn(MOST, SEED);
        result.put("records", ours.size());
        add(measures, "area", "", areas(ours), areas(theirs));
        add(measures, "agreement", "higher", agreement(ours), agreement(theirs));
        ExplainedRecords ourSample = protocol.sample(these);
        ExplainedRecords theirSample = protocol.sample(those);
        result.put("sample", ourSample.size());
        for (boolean insertion : new boolean[] {true, false}) {
            add(
                    measures,
                    insertion ? "insertion" : "deletion",
                    insertion != these.ofValues() ? "higher" : "lower",
                    curve(ourSample, insertion),
                    curve(theirSample, insertion));
        }
        Interval.of(correlations(scores(ourSample), scores(theirSample))).into(result.putObject("rankCorrelation"));
        return result;
    }

    private static void add(ObjectNode measures, String name, String better, double[] ours, double[] theirs) {
        ObjectNode measure = measures.putObject(name);
        if (!better.isEmpty()) {
            measure.put("better", better);
        }
        Interval.of(ours).into(measure.putObject("this"));
        Interval.of(theirs).into(measure.putObject("other"));
        Interval.ofDifference(ours, theirs).into(measure.putObject("difference"));
    }

    private static double[] areas(ExplainedRecords records) {
        return records.masks().stream()
                .mapToDouble(mask -> IntStream.range(0, mask.length)
                        .mapToDouble(i -> mask[i])
                        .average()
                        .orElse(0))
                .toArray();
    }

    private static double[] agreement(ExplainedRecords records) {
        Closeness closeness = records.closeness();
        float[][] whole = records.predictions();
        float[][] masked = records.maskedPredictions();
        return IntStream.range(0, records.size())
                .mapToDouble(i -> closeness.agree(whole[i], masked[i]) ? 1 : 0)
                .toArray();
    }

    private static List<float[]> scores(ExplainedRecords records) {
        return new MaskWeights().scores(records);
    }

    /** What is left of each record's prediction, averaged over the shares of regions that are kept or removed. */
    private static double[] curve(ExplainedRecords records, boolean insertion) {
        List<int[]> orders = scores(records).stream().map(Ranking::descending).toList();
        double[] means = new double[records.size()];
        List<float[][]> points = FITTED.predictions(
                records,
                Faithfulness.SHARES.stream()
                        .map(share -> Trial.kept(orders, share, insertion))
                        .toList());
        for (float[][] point : points) {
            double[] left = Faithfulness.left(records, point);
            Arrays.setAll(means, i -> means[i] + left[i] / points.size());
        }
        return means;
    }

    private static double[] correlations(List<float[]> ours, List<float[]> theirs) {
        return IntStream.range(0, ours.size())
                .mapToDouble(i -> RankCorrelation.of(ours.get(i), theirs.get(i)))
                .toArray();
    }
}
