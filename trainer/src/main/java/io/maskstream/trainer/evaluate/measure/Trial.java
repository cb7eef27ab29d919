package io.maskstream.trainer.evaluate.measure;

import io.maskstream.trainer.evaluate.method.Attribution;
import io.maskstream.trainer.evaluate.replacement.RegionGroups;
import io.maskstream.trainer.evaluate.replacement.Replacement;
import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What measures share: the records, and the scores of each method for them, computed once. */
public final class Trial {

    private static final Logger LOG = LoggerFactory.getLogger(Trial.class);

    private static final long TIES = 1;

    private final ExplainedRecords all;
    private final ExplainedRecords sample;
    private final ExplainedRecords background;
    private final List<Attribution> methods;
    private final List<Replacement> replacements;
    private final FinishedSteps finished;
    private final Map<String, List<float[]>> scores = new TreeMap<>();

    /**
     * The cost of a method.
     *
     * @param secondsARecord processing time of a record on this machine
     * @param passesARecord passes of a record through the graph; a gradient counts as one
     */
    public record Cost(double secondsARecord, double passesARecord) {}

    /**
     * Creates a trial.
     *
     * @param all records of the evaluation
     * @param sample the records for measures that need many passes
     * @param background other records, for training and averages
     * @param methods that are compared; the first is the mask
     * @param replacements of regions; the first is the one that the fit used
     * @param finished steps that an earlier run of the same evaluation has computed
     */
    public Trial(
            ExplainedRecords all,
            ExplainedRecords sample,
            ExplainedRecords background,
            List<Attribution> methods,
            List<Replacement> replacements,
            FinishedSteps finished) {
        this.all = all;
        this.sample = sample;
        this.background = background;
        this.methods = List.copyOf(methods);
        this.replacements = List.copyOf(replacements);
        this.finished = finished;
    }

    public ExplainedRecords all() {
        return all;
    }

    public ExplainedRecords sample() {
        return sample;
    }

    public ExplainedRecords background() {
        return background;
    }

    public List<Attribution> methods() {
        return methods;
    }

    public List<Replacement> replacements() {
        return replacements;
    }

    /** Steps that an earlier run of the same evaluation has computed. */
    public FinishedSteps finished() {
        return finished;
    }

    /** Returns the rows of a step of a measure; computes them if no earlier run has (see {@link FinishedSteps}). */
    public List<float[]> rows(String step, Supplier<List<float[]>> work) {
        return finished.rows(step, work);
    }

    /** Returns the scores of a method for the sample: one per region. */
    public List<float[]> scores(Attribution method) {
        return scores.computeIfAbsent(method.name(), name -> finished.rows("scores of " + name, () -> scored(method)));
    }

    /**
     * Returns the cost of the scores of the sample, without that of the predictions for whole records and of the
     * background's masks. Computes the scores if necessary.
     */
    public Cost cost(Attribution method) {
        scores(method);
        float[] cost = finished.rows("cost of " + method.name(), () -> {
                    throw new AssertionError("scores and their cost are computed together");
                })
                .get(0);
        return new Cost(cost[0], cost[1]);
    }

    private List<float[]> scored(Attribution method) {
        LOG.info("Scores of {} on {} records.", method.name(), sample.size());
        // Run the method once without measuring: the first run adds gradients to the graph and prepares it.
        method.scores(oneOfEachLength().unasked());
        sample.predictions();
        background.masks();
        long before = sample.model().passes();
        long start = System.nanoTime();
        List<float[]> scored = method.scores(sample.unasked());
        float seconds = (System.nanoTime() - start) / 1e9f / sample.size();
        float passes = (sample.model().passes() - before) / (float) sample.size();
        finished.rows("cost of " + method.name(), () -> List.of(new float[] {seconds, passes}));
        return scored;
    }

    private ExplainedRecords oneOfEachLength() {
        Map<Integer, Integer> byLength = new TreeMap<>();
        for (int record = 0; record < sample.size(); record++) {
            byLength.putIfAbsent(sample.model().length(sample.inputs().get(record)), record);
        }
        return sample.some(List.copyOf(byLength.values()));
    }

    /**
     * Returns the sample's regions in the order in which a method would keep them, most important first: for classes by
     * score, for values by the magnitude of the score, since a value changes in both directions.
     */
    public List<int[]> orders(Attribution method) {
        return orders(method, scores(method), sample.ofValues());
    }

    /**
     * Returns the regions of any records in the order in which a method would keep them (see
     * {@link #orders(Attribution)}).
     *
     * @param scores of the method for each record, one per region
     * @param values whether the model predicts a value rather than classes
     */
    public static List<int[]> orders(Attribution method, List<float[]> scores, boolean values) {
        boolean magnitudes = method.signed() && values;
        List<int[]> orders = new ArrayList<>();
        // Equal scores are ordered at random; otherwise, a method with constant scores would rank by position.
        Random random = new Random(TIES);
        for (float[] row : scores) {
            double[] keys = IntStream.range(0, row.length)
                    .mapToDouble(i -> magnitudes ? Math.abs(row[i]) : row[i])
                    .toArray();
            List<Integer> regions =
                    new ArrayList<>(IntStream.range(0, row.length).boxed().toList());
            Collections.shuffle(regions, random);
            orders.add(regions.stream()
                    .sorted((a, b) -> Double.compare(keys[b], keys[a]))
                    .mapToInt(Integer::intValue)
                    .toArray());
        }
        return orders;
    }

    /**
     * Returns what is kept of the sample under a replacement. If the replacement works on groups of regions, the groups
     * are ordered by their mean scores, and the share refers to groups.
     *
     * @param share of the regions or groups, but at least one
     * @param first whether the first ones in the method's order are kept rather than the others
     * @return 1 for each region that is kept, 0 for the others
     */
    public List<float[]> kept(Attribution method, Replacement replacement, double share, boolean first) {
        Optional<List<RegionGroups>> grouped = replacement.groups(sample);
        if (grouped.isEmpty()) {
            return kept(orders(method), share, first);
        }
        List<RegionGroups> groups = grouped.get();
        List<float[]> scores = scores(method);
        List<float[]> means = IntStream.range(0, scores.size())
                .mapToObj(i -> groups.get(i).means(scores.get(i)))
                .toList();
        List<float[]> kept = kept(orders(method, means, sample.ofValues()), share, first);
        return IntStream.range(0, kept.size())
                .mapToObj(i -> groups.get(i).expanded(kept.get(i)))
                .toList();
    }

    /**
     * Keeps the first regions of each record in an order, or all others.
     *
     * @param orders as {@link #orders} returns them
     * @param share of the regions, but at least one
     * @param first whether the first ones are kept rather than the others
     * @return 1 for each region that is kept, 0 for the others
     */
    public static List<float[]> kept(List<int[]> orders, double share, boolean first) {
        List<float[]> kept = new ArrayList<>(orders.size());
        for (int[] order : orders) {
            float[] row = new float[order.length];
            int count = Math.max(1, (int) Math.round(share * order.length));
            for (int i = 0; i < order.length; i++) {
                row[order[i]] = i < count == first ? 1 : 0;
            }
            kept.add(row);
        }
        return kept;
    }
}
