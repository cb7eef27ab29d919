package io.maskstream.trainer.evaluate.stability;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.schemas.comparison.RankCorrelation;
import io.maskstream.schemas.input.InputEncoding;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.trainer.evaluate.measure.Interval;
import io.maskstream.trainer.evaluate.measure.Measure;
import io.maskstream.trainer.evaluate.measure.Trial;
import io.maskstream.trainer.evaluate.method.Attribution;
import io.maskstream.trainer.evaluate.method.MaskWeights;
import io.maskstream.trainer.evaluate.method.Occlusion;
import io.maskstream.trainer.evaluate.stability.Change.Changed;
import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import io.maskstream.trainer.records.Batch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How stable an explanation is when its record changes in a way that should not matter: {@code stability}, by change.
 * For the mask and for occlusion it is the rank correlation (Spearman) between the scores before and after the change.
 * Signed scores are compared with their signs, since evidence that turns into counter-evidence is not stable. For the
 * prediction it is the mean absolute change of the value, or of the probability of the class that was predicted before:
 * an explanation may change as much as the prediction does.
 *
 * @param changes that are made to each record of the sample
 * @param occluded maximum number of records for occlusion, which needs a pass for each region
 */
public record Stability(List<Change> changes, int occluded) implements Measure {

    /** Name of the node. */
    public static final String NODE = "stability";

    private static final Logger LOG = LoggerFactory.getLogger(Stability.class);

    private static final long SEED = 20_190_506;

    private static final int SPELLINGS = 5;

    /** Standard deviation of slight noise, on a scale of 256 levels. */
    private static final double SLIGHT_LEVELS = 3;

    /** The order of one or two things is right by chance too often to be informative. */
    private static final int FEWEST_COMPARED = 3;

    private static final int OCCLUDED_PICTURES = 40;
    private static final int OCCLUDED_TEXTS = 60;
    private static final int OCCLUDED_MOLECULES = 100;

    /** Returns the measure with the changes for a kind of record. */
    public static Stability of(InputKind kind, InputEncoding encoding) {
        return switch (kind) {
            case IMAGE ->
                new Stability(List.of(new Mirrored(), new SlightNoise(SLIGHT_LEVELS, SEED)), OCCLUDED_PICTURES);
            case REVIEW -> new Stability(List.of(new SentenceAdded(encoding)), OCCLUDED_TEXTS);
            case MOLECULE -> new Stability(List.of(new OtherSpellings(encoding, SPELLINGS, SEED)), OCCLUDED_MOLECULES);
        };
    }

    @Override
    public String title() {
        return "Stability";
    }

    @Override
    public void of(Trial trial, ObjectNode result) {
        ObjectNode node = result.putObject(NODE);
        for (Change change : changes) {
            LOG.info(
                    "Stability: {}, on {} records.",
                    change.name(),
                    trial.sample().size());
            of(trial, change, node.putObject(change.name()));
        }
    }

    /**
     * A changed record.
     *
     * @param record index of the original in the sample
     */
    private record Case(int record, Changed changed) {}

    private void of(Trial trial, Change change, ObjectNode node) {
        ExplainedRecords sample = trial.sample();
        List<Case> cases = new ArrayList<>();
        for (int record = 0; record < sample.size(); record++) {
            for (Changed changed : change.of(sample, record)) {
                cases.add(new Case(record, changed));
            }
        }
        node.put("records", cases.stream().map(Case::record).distinct().count());
        node.put("changed", cases.size());
        node.put("skipped", sample.size() * change.times() - cases.size());
        if (cases.isEmpty()) {
            return;
        }
        into(node.putObject(MaskWeights.NAME), correlations(trial, new MaskWeights(), cases));
        List<Case> few = cases.stream().filter(one -> one.record() < occluded).toList();
        if (!few.isEmpty()) {
            into(node.putObject(Occlusion.NAME), correlations(trial, new Occlusion(), few));
        }
        into(node.putObject("prediction"), shifts(sample, cases));
    }

    /** Writes only the number of records if none has a value. */
    private static void into(ObjectNode node, Means means) {
        double[] values = means.values();
        node.put("records", values.length);
        if (values.length > 0) {
            Interval.of(values).into(node);
        }
    }

    private static Means correlations(Trial trial, Attribution method, List<Case> cases) {
        List<float[]> before = trial.scores(method);
        List<float[]> after = method.scores(changed(trial.sample(), cases));
        Means means = new Means(trial.sample().size());
        for (int i = 0; i < cases.size(); i++) {
            Case one = cases.get(i);
            float[] own = one.changed().before().apply(before.get(one.record()));
            float[] other = one.changed().after().apply(after.get(i));
            if (own.length >= FEWEST_COMPARED) {
                means.add(one.record(), RankCorrelation.of(own, other));
            }
        }
        return means;
    }

    private static Means shifts(ExplainedRecords sample, List<Case> cases) {
        int[] classes = sample.predictedClasses();
        float[][] after = changed(sample, cases).predictions();
        Means means = new Means(sample.size());
        for (int i = 0; i < cases.size(); i++) {
            int record = cases.get(i).record();
            int explained = classes[record];
            means.add(record, Math.abs(after[i][explained] - sample.predictions()[record][explained]));
        }
        return means;
    }

    private static ExplainedRecords changed(ExplainedRecords sample, List<Case> cases) {
        return new ExplainedRecords(
                sample.model(),
                sample.output(),
                cases.stream()
                        .map(one -> new Batch.Example(one.changed().input(), Float.NaN))
                        .toList(),
                false,
                index -> {
                    throw new IllegalStateException("there is no original of the changed record " + index);
                },
                OptionalDouble.empty());
    }

    /** Means over the changed copies of each record, so that each record counts once. */
    private static final class Means {

        private final double[] sums;
        private final int[] counts;

        Means(int records) {
            sums = new double[records];
            counts = new int[records];
        }

        void add(int record, double value) {
            sums[record] += value;
            counts[record]++;
        }

        /** The means of the records that have any value. */
        double[] values() {
            double[] means = new double
                    [(int) Arrays.stream(counts).filter(count -> count > 0).count()];
            int next = 0;
            for (int record = 0; record < sums.length; record++) {
                if (counts[record] > 0) {
                    means[next++] = sums[record] / counts[record];
                }
            }
            return means;
        }
    }
}
