package io.maskstream.trainer.evaluate.leak;

import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.trainer.evaluate.measure.Trial;
import io.maskstream.trainer.evaluate.method.Attribution;
import io.maskstream.trainer.evaluate.method.GradCam;
import io.maskstream.trainer.evaluate.method.MaskWeights;
import io.maskstream.trainer.evaluate.method.Occlusion;
import io.maskstream.trainer.evaluate.method.RandomOrder;
import io.maskstream.trainer.evaluate.subject.ExplainedModel;
import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import io.maskstream.trainer.evaluate.subject.Ranking;
import io.maskstream.trainer.evaluate.subject.Regions;
import io.maskstream.trainer.evaluate.surrogate.RecordContent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Masks of records, the predicted class of each, and the order in which other methods would rank the parts of the same
 * records. For a comparison with the mask, the same weights are assigned in these orders, so that they differ only in
 * positions.
 *
 * @param model the model that is explained
 * @param inputs distinct records
 * @param said the predicted class of each (see {@link PredictedClasses})
 * @param classes of the predictions
 * @param masks of the explainer for each record, one weight per part
 * @param orders of each record's parts by method, highest score first
 */
@SuppressWarnings("ArrayRecordComponent") // Passed from one class to another; never compared.
record SuspectedMasks(
        ExplainedModel model,
        List<EncodedInput> inputs,
        int[] said,
        PredictedClasses classes,
        List<float[]> masks,
        Map<String, List<int[]>> orders) {

    /** Number of points at which the distribution of a mask's weights is averaged. */
    private static final int QUANTILES = 101;

    private static final Set<String> COMPARED = Set.of(Occlusion.NAME, GradCam.NAME, RandomOrder.NAME);

    /**
     * Takes the sample of an evaluation, and as many other records as can be occluded.
     *
     * @param passes approximate number of passes for the occlusion of the other records
     */
    static SuspectedMasks of(Trial trial, int passes) {
        ExplainedRecords sample = trial.sample();
        ExplainedRecords others = others(trial, passes);
        List<EncodedInput> inputs = joined(sample.inputs(), others == null ? List.of() : others.inputs());
        float[][] predictions = joined(
                        List.of(sample.predictions()), others == null ? List.of() : List.of(others.predictions()))
                .toArray(float[][]::new);
        List<float[]> own = joined(sample.masks(), others == null ? List.of() : others.masks());
        PredictedClasses classes = PredictedClasses.of(trial.background());
        int[] said = Arrays.stream(predictions).mapToInt(classes::of).toArray();
        Map<String, List<int[]>> orders = new LinkedHashMap<>();
        for (Attribution method : trial.methods()) {
            if (COMPARED.contains(method.name())) {
                List<float[]> scores = joined(
                        trial.scores(method),
                        others == null
                                ? List.of()
                                : trial.rows(
                                        "leaks, scores of " + method.name() + " on other records",
                                        () -> method.scores(others)));
                orders.put(method.name(), orders(sample, method, scores, own));
            }
        }
        return new SuspectedMasks(sample.model(), inputs, said, classes, own, orders);
    }

    private static <T> List<T> joined(List<T> first, List<T> second) {
        List<T> joined = new ArrayList<>(first);
        joined.addAll(second);
        return joined;
    }

    /** Records outside the sample that are not longer than its longest; null if there are none. */
    private static ExplainedRecords others(Trial trial, int passes) {
        ExplainedRecords sample = trial.sample();
        int longest =
                sample.inputs().stream().mapToInt(EncodedInput::length).max().orElse(0);
        double regions = sample.inputs().stream()
                .mapToInt(input -> sample.regions().count(sample.model().parts(input)))
                .average()
                .orElse(1);
        Set<Object> taken = new HashSet<>();
        sample.inputs().forEach(input -> taken.add(RecordContent.of(input)));
        List<EncodedInput> candidates = trial.background().inputs();
        List<Integer> others = IntStream.range(0, candidates.size())
                .filter(i -> candidates.get(i).length() <= longest)
                .filter(i -> taken.add(RecordContent.of(candidates.get(i))))
                .limit((long) (passes / Math.max(1, regions)))
                .boxed()
                .toList();
        return others.isEmpty() ? null : trial.background().some(others);
    }

    private static List<int[]> orders(
            ExplainedRecords records, Attribution method, List<float[]> scores, List<float[]> own) {
        boolean magnitudes = method.signed() && records.ofValues();
        List<int[]> orders = new ArrayList<>(own.size());
        for (int i = 0; i < own.size(); i++) {
            float[] keys = scores.get(i).clone();
            for (int region = 0; region < keys.length; region++) {
                keys[region] = magnitudes ? Math.abs(keys[region]) : keys[region];
            }
            orders.add(Ranking.descending(atParts(records.regions(), keys, own.get(i).length)));
        }
        return orders;
    }

    /**
     * Maps the scores of regions to their parts. On images they are interpolated, so that the borders of regions do not
     * show.
     */
    private static float[] atParts(Regions regions, float[] scores, int parts) {
        return regions instanceof Regions.Grid grid
                ? GradCam.stretched(scores, grid.columns(), grid.width(), parts / grid.width())
                : scores;
    }

    /**
     * Returns by method masks with each record's own weights: the model sees the same amount of a record in each of
     * them.
     */
    Map<String, List<float[]>> ofOwnWeights() {
        Map<String, List<float[]>> byMethod = new LinkedHashMap<>();
        byMethod.put(MaskWeights.NAME, masks);
        orders.forEach((method, ranked) -> byMethod.put(method, rearranged(ranked)));
        return byMethod;
    }

    /**
     * Returns by method masks with the mean weights of all masks. The weights are the same for all records, except for
     * the number of parts, so that such a mask can reveal a class only by its positions. Also returns the explainer's
     * own masks and shuffled copies of them.
     */
    Map<String, List<float[]>> ofMeanWeights() {
        float[] mean = meanQuantiles();
        Map<String, List<float[]>> byMethod = new LinkedHashMap<>();
        byMethod.put(MaskWeights.NAME, masks);
        orders.forEach((method, ranked) -> byMethod.put(
                method,
                ranked.stream()
                        .map(order -> {
                            float[] mask = new float[order.length];
                            for (int rank = 0; rank < order.length; rank++) {
                                mask[order[rank]] = quantile(mean, 1 - (rank + 0.5) / order.length);
                            }
                            return mask;
                        })
                        .toList()));
        if (orders.containsKey(RandomOrder.NAME)) {
            byMethod.put(Leaks.SHUFFLED, rearranged(orders.get(RandomOrder.NAME)));
        }
        return byMethod;
    }

    private List<float[]> rearranged(List<int[]> ranked) {
        List<float[]> rearranged = new ArrayList<>(size());
        for (int i = 0; i < size(); i++) {
            float[] weights = masks.get(i).clone();
            Arrays.sort(weights);
            int[] order = ranked.get(i);
            float[] mask = new float[order.length];
            for (int rank = 0; rank < order.length; rank++) {
                mask[order[rank]] = weights[order.length - 1 - rank];
            }
            rearranged.add(mask);
        }
        return rearranged;
    }

    private float[] meanQuantiles() {
        float[] mean = new float[QUANTILES];
        for (float[] mask : masks) {
            float[] weights = mask.clone();
            Arrays.sort(weights);
            for (int i = 0; i < QUANTILES; i++) {
                mean[i] += quantile(weights, i / (QUANTILES - 1.0)) / size();
            }
        }
        return mean;
    }

    /** A quantile of sorted values by linear interpolation; 0 if there are none. */
    private static float quantile(float[] sorted, double share) {
        if (sorted.length == 0) {
            return 0;
        }
        double place = share * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return (float) (sorted[below] + (sorted[above] - sorted[below]) * (place - below));
    }

    int size() {
        return inputs.size();
    }

    /** Share of the records with the most frequently predicted class. */
    double majority() {
        int[] counts = new int[classes.count()];
        for (int c : said) {
            counts[c]++;
        }
        return Arrays.stream(counts).max().orElse(0) / (double) size();
    }
}
