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
import java.util.ArrayList;
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
 * neither needs more than one pass, and on a small sample the interval would be too wide to tell them apart.
 *
 * @param effort length of the evaluator's training, as a multiple of the usual one, which takes about a minute on 2
 *     cores
 */
public record EvaluatorAgreement(double effort) implements Measure {

    /** Name of the node. */
    public static final String NODE = "evaluator";

    /** Name of the node for the lead of the mask over a random order. */
    public static final String ABOVE_RANDOM = "aboveRandom";

    private static final long RANDOM_SEED = 7;

    @Override
    public String title() {
        return "Agreement of an evaluator that has seen no masks";
    }

    @Override
    public void of(Trial trial, ObjectNode result) {
        ExplainedRecords records = trial.sample();
        ExplainedRecords learnt = learnt(trial);
        ObjectNode node = result.putObject(NODE);
        node.put("records", records.size()).put("trainedOn", learnt.size());
        try (TrainedOnDemand evaluator = new TrainedOnDemand(learnt, effort, EvaluatorCache.beside(trial.finished()))) {
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
            aboveRandom(trial, evaluator, node.putObject(ABOVE_RANDOM));
        }
    }

    private static void aboveRandom(Trial trial, TrainedOnDemand evaluator, ObjectNode node) {
        ExplainedRecords records = trial.all();
        double[] mask = means(trial, new MaskWeights(), records, evaluator);
        double[] random = means(trial, new RandomOrder(RANDOM_SEED), records, evaluator);
        Interval.ofDifference(mask, random).into(node.put("records", records.size()));
    }

    private static double[] means(
            Trial trial, Attribution method, ExplainedRecords records, TrainedOnDemand evaluator) {
        String step = "evaluator's agreement on all records by " + method.name();
        float[] means = trial.rows(step, () -> List.of(means(method, records, evaluator.get())))
                .get(0);
        return IntStream.range(0, means.length).mapToDouble(i -> means[i]).toArray();
    }

    private static float[] means(Attribution method, ExplainedRecords records, Evaluator evaluator) {
        List<int[]> orders = Trial.orders(method, method.scores(records), records.ofValues());
        float[] means = new float[records.size()];
        for (double share : Faithfulness.SHARES) {
            List<float[]> answers = List.of(evaluator.answers(records.inputs(), Trial.kept(orders, share, true)));
            double[] agreeing = agreeing(records, answers);
            for (int i = 0; i < means.length; i++) {
                means[i] += (float) (agreeing[i] / Faithfulness.SHARES.size());
            }
        }
        return means;
    }

    /** Returns the mean over the shares for each record. */
    private static double[] of(Trial trial, Attribution method, TrainedOnDemand evaluator, ObjectNode byShare) {
        ExplainedRecords records = trial.sample();
        int shares = Faithfulness.SHARES.size();
        List<float[]> answers = trial.rows("evaluator's answers by " + method.name(), () -> {
            List<float[]> all = new ArrayList<>();
            for (double share : Faithfulness.SHARES) {
                List<float[]> kept = Trial.kept(trial.orders(method), share, true);
                all.addAll(List.of(evaluator.get().answers(records.inputs(), kept)));
            }
            return all;
        });
        double[] means = new double[records.size()];
        for (int i = 0; i < shares; i++) {
            double[] agreeing = agreeing(records, answers.subList(i * records.size(), (i + 1) * records.size()));
            Interval.of(agreeing).into(byShare.putObject(Faithfulness.percent(Faithfulness.SHARES.get(i))));
            Arrays.setAll(means, record -> means[record] + agreeing[record] / shares);
        }
        return means;
    }

    private static double[] agreeing(ExplainedRecords records, List<float[]> answers) {
        Closeness closeness = records.closeness();
        double[] agreeing = new double[records.size()];
        Arrays.setAll(agreeing, i -> closeness.agree(records.predictions()[i], answers.get(i)) ? 1 : 0);
        return agreeing;
    }

    /**
     * Returns the background without the records of the evaluation. Where they are the same, it is the background
     * without the sample, or the sample if nothing else is left.
     */
    private static ExplainedRecords learnt(Trial trial) {
        return Stream.of(trial.all(), trial.sample())
                .map(asked -> indicesWithout(trial.background(), asked))
                .filter(indices -> !indices.isEmpty())
                .findFirst()
                .map(trial.background()::some)
                .orElseGet(trial::sample);
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
