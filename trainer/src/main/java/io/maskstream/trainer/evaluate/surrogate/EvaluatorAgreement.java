package io.maskstream.trainer.evaluate.surrogate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.trainer.evaluate.measure.Faithfulness;
import io.maskstream.trainer.evaluate.measure.Interval;
import io.maskstream.trainer.evaluate.measure.Measure;
import io.maskstream.trainer.evaluate.measure.Trial;
import io.maskstream.trainer.evaluate.method.Attribution;
import io.maskstream.trainer.evaluate.method.MaskWeights;
import io.maskstream.trainer.evaluate.method.RandomOrder;
import io.maskstream.trainer.evaluate.subject.Closeness;
import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How often the prediction of an {@link Evaluator} for the regions that a method keeps agrees with the explained
 * model's prediction for the whole record: {@code evaluator}. The {@code mean} is over the shares of
 * {@link Faithfulness#SHARES}; {@code difference} is the difference from the mask on the same records. {@code whole} is
 * the agreement on whole records, which no method is likely to exceed by much. Values agree within the tolerance.
 *
 * <p>{@code aboveRandom} compares the mask with a random order on all records of the evaluation, not only on the sample:
 * neither needs more than one pass, and on a small sample the interval would be too wide to tell them apart. It is the
 * sample, too, if all other records are needed to train the evaluator.
 *
 * @param effort length of the evaluator's training, as a multiple of the usual one, which takes about a minute on 2
 *     cores
 * @param seed seed of the random order
 */
public record EvaluatorAgreement(double effort, long seed) implements Measure {

    /** Name of the node. */
    public static final String NODE = "evaluator";

    /** Name of the node for the lead of the mask over a random order. */
    public static final String ABOVE_RANDOM = "aboveRandom";

    @Override
    public String title() {
        return "Agreement of an evaluator that has seen no masks";
    }

    @Override
    public void of(Trial trial, ObjectNode result) {
        ExplainedRecords records = trial.sample();
        Parts parts = Parts.of(trial);
        ObjectNode node = result.putObject(NODE);
        node.put("records", records.size()).put("trainedOn", parts.learnt().size());
        try (TrainedOnDemand evaluator =
                new TrainedOnDemand(parts.learnt(), effort, EvaluatorCache.beside(trial.finished()))) {
            List<float[]> everything = records.perRecord((record, regions) -> {
                float[] all = new float[regions];
                Arrays.fill(all, 1);
                return all;
            });
            List<float[]> whole = trial.rows(
                    "evaluator's answers to whole records",
                    () -> List.of(evaluator.get().answers(records.inputs(), everything)));
            Interval.of(agreeing(records, whole)).into(node.putObject("whole"));
            ObjectNode agreement = node.putObject("agreement");
            ObjectNode mean = node.putObject("mean");
            double[] ofMask = null;
            for (Attribution method : trial.methods()) {
                ObjectNode byShare = agreement.putObject(method.name());
                double[] means = of(trial, method, evaluator, byShare);
                ObjectNode ofMethod = mean.putObject(method.name());
                Interval.of(means).into(ofMethod);
                if (method.name().equals(MaskWeights.NAME)) {
                    ofMask = means;
                } else if (ofMask != null) {
                    Interval.ofDifference(means, ofMask).into(ofMethod.putObject("difference"));
                }
            }
            aboveRandom(trial, parts.asked(), evaluator, node.putObject(ABOVE_RANDOM));
        }
    }

    private void aboveRandom(Trial trial, ExplainedRecords records, TrainedOnDemand evaluator, ObjectNode node) {
        double[] mask = means(trial, new MaskWeights(), records, evaluator);
        double[] random = means(trial, new RandomOrder(seed), records, evaluator);
        Interval.ofDifference(mask, random).into(node.put("records", records.size()));
    }

    /** Returns the mean over the shares for each record. The answers themselves would be too many to keep. */
    private static double[] means(
            Trial trial, Attribution method, ExplainedRecords records, TrainedOnDemand evaluator) {
        float[] means = trial.rows("evaluator's agreement on all records by " + method.name(), () -> {
                    List<int[]> orders = Trial.orders(method, method.scores(records), records.ofValues());
                    double[] all = mean(byShare(records, answers(orders, records, evaluator.get())));
                    float[] row = new float[all.length];
                    IntStream.range(0, row.length).forEach(i -> row[i] = (float) all[i]);
                    return List.of(row);
                })
                .get(0);
        return IntStream.range(0, means.length).mapToDouble(i -> means[i]).toArray();
    }

    /** Returns the mean over the shares for each record. */
    private static double[] of(Trial trial, Attribution method, TrainedOnDemand evaluator, ObjectNode node) {
        ExplainedRecords records = trial.sample();
        List<double[]> agreeing = byShare(
                records,
                trial.rows(
                        "evaluator's answers by " + method.name(),
                        () -> answers(trial.orders(method), records, evaluator.get())));
        for (int i = 0; i < agreeing.size(); i++) {
            Interval.of(agreeing.get(i)).into(node.putObject(Faithfulness.percent(Faithfulness.SHARES.get(i))));
        }
        return mean(agreeing);
    }

    /** Returns the evaluator's answers for the highest regions, for all records of a share before those of the next. */
    private static List<float[]> answers(List<int[]> orders, ExplainedRecords records, Evaluator evaluator) {
        return Faithfulness.SHARES.stream()
                .flatMap(share -> Stream.of(evaluator.answers(records.inputs(), Trial.kept(orders, share, true))))
                .toList();
    }

    /** Returns which answers agree, for each share and record. */
    private static List<double[]> byShare(ExplainedRecords records, List<float[]> answers) {
        return IntStream.range(0, Faithfulness.SHARES.size())
                .mapToObj(i -> agreeing(records, answers.subList(i * records.size(), (i + 1) * records.size())))
                .toList();
    }

    private static double[] mean(List<double[]> byShare) {
        double[] means = new double[byShare.get(0).length];
        Arrays.setAll(means, record -> byShare.stream()
                .mapToDouble(share -> share[record])
                .average()
                .orElseThrow());
        return means;
    }

    private static double[] agreeing(ExplainedRecords records, List<float[]> answers) {
        Closeness closeness = records.closeness();
        double[] agreeing = new double[records.size()];
        Arrays.setAll(agreeing, i -> closeness.agree(records.predictions()[i], answers.get(i)) ? 1 : 0);
        return agreeing;
    }

    /**
     * Which records the evaluator learns from, and which it answers.
     *
     * @param asked all records of the evaluation, or its sample if nothing else would be left to learn from
     * @param learnt the background without these; if that is empty, too, the sample
     */
    private record Parts(ExplainedRecords asked, ExplainedRecords learnt) {

        static Parts of(Trial trial) {
            for (ExplainedRecords asked : List.of(trial.all(), trial.sample())) {
                List<Integer> others = indicesWithout(trial.background(), asked);
                if (!others.isEmpty()) {
                    return new Parts(asked, trial.background().some(others));
                }
            }
            return new Parts(trial.sample(), trial.sample());
        }
    }

    private static List<Integer> indicesWithout(ExplainedRecords records, ExplainedRecords asked) {
        Set<Object> contents = new HashSet<>();
        asked.inputs().forEach(input -> contents.add(RecordContent.of(input)));
        List<EncodedInput> inputs = records.inputs();
        return IntStream.range(0, inputs.size())
                .filter(i -> !contents.contains(RecordContent.of(inputs.get(i))))
                .boxed()
                .toList();
    }

    /** Trains the evaluator when it is first needed: a resumed evaluation may have all answers already. */
    private static final class TrainedOnDemand implements AutoCloseable {

        private final ExplainedRecords records;
        private final double effort;
        private final EvaluatorCache cache;
        private Evaluator evaluator;

        TrainedOnDemand(ExplainedRecords records, double effort, EvaluatorCache cache) {
            this.records = records;
            this.effort = effort;
            this.cache = cache;
        }

        Evaluator get() {
            if (evaluator == null) {
                evaluator = Evaluator.trained(records, effort, cache);
            }
            return evaluator;
        }

        @Override
        public void close() {
            if (evaluator != null) {
                evaluator.close();
            }
        }
    }
}
