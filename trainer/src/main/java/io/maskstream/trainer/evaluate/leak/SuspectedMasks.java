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
 * Records, the class that is predicted for each, and masks of several methods that differ in nothing but where their weights
 * stand: each has the explainer's own weights, in the order of the method's scores. So they are of the same area, and what
 * one of them tells of the class beyond a random order, it tells by its shape.
 *
 * @param model that is explained
 * @param inputs no two of which are equal
 * @param said the predicted class of each (see {@link PredictedClasses})
 * @param classes of the predictions
 * @param masks of each record by method, one weight a part; the first is the explainer's own
 */
@SuppressWarnings("ArrayRecordComponent") // Handed from one class to another; never compared.
record SuspectedMasks(
        ExplainedModel model,
        List<EncodedInput> inputs,
        int[] said,
        PredictedClasses classes,
        Map<String, List<float[]>> masks) {

    private static final Set<String> COMPARED =
            Set.of(MaskWeights.NAME, Occlusion.NAME, GradCam.NAME, RandomOrder.NAME);

    /**
     * The sample of an evaluation, and as many other records as can be occluded.
     *
     * @param passes of the model for occluding the others, about
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
        Map<String, List<float[]>> masks = new LinkedHashMap<>();
        masks.put(MaskWeights.NAME, own);
        for (Attribution method : trial.methods()) {
            if (COMPARED.contains(method.name()) && !method.name().equals(MaskWeights.NAME)) {
                List<float[]> scores = joined(
                        trial.scores(method),
                        others == null
                                ? List.of()
                                : trial.rows(
                                        "leaks, scores of " + method.name() + " on other records",
                                        () -> method.scores(others)));
                masks.put(method.name(), rearranged(sample, method, scores, own));
            }
        }
        return new SuspectedMasks(sample.model(), inputs, said, classes, masks);
    }

    private static <T> List<T> joined(List<T> first, List<T> second) {
        List<T> joined = new ArrayList<>(first);
        joined.addAll(second);
        return joined;
    }

    /** Records beside the sample that are no longer than its longest; null if there are none. */
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

    /** The explainer's own weights in the order of other scores. */
    private static List<float[]> rearranged(
            ExplainedRecords records, Attribution method, List<float[]> scores, List<float[]> own) {
        boolean magnitudes = method.signed() && records.ofValues();
        List<float[]> masks = new ArrayList<>(own.size());
        for (int i = 0; i < own.size(); i++) {
            float[] keys = scores.get(i).clone();
            for (int region = 0; region < keys.length; region++) {
                keys[region] = magnitudes ? Math.abs(keys[region]) : keys[region];
            }
            float[] weights = own.get(i).clone();
            Arrays.sort(weights);
            int[] order = Ranking.descending(atParts(records.regions(), keys, weights.length));
            float[] mask = new float[weights.length];
            for (int rank = 0; rank < order.length; rank++) {
                mask[order[rank]] = weights[weights.length - 1 - rank];
            }
            masks.add(mask);
        }
        return masks;
    }

    /** Scores of regions at their parts; over a picture they change smoothly, as no region's border may show. */
    private static float[] atParts(Regions regions, float[] scores, int parts) {
        return regions instanceof Regions.Grid grid
                ? GradCam.stretched(scores, grid.columns(), grid.width(), parts / grid.width())
                : scores;
    }

    int size() {
        return inputs.size();
    }

    /** Share of the records of the class that is predicted most often. */
    double majority() {
        int[] counts = new int[classes.count()];
        for (int c : said) {
            counts[c]++;
        }
        return Arrays.stream(counts).max().orElse(0) / (double) size();
    }
}
