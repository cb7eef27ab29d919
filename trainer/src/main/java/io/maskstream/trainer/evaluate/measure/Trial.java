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

/** What measures have in common: the records, and what each method says of them, computed once. */
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
     * What a method took.
     *
     * @param secondsARecord of processing on this machine
     * @param passesARecord through the graph; a gradient counts once
     */
    public record Cost(double secondsARecord, double passesARecord) {}

    /**
     * A trial.
     *
     * @param all records that are evaluated on
     * @param sample those of them that take many passes
     * @param background other records, for what is learnt or averaged
     * @param methods that are compared; the first is the mask
     * @param replacements of regions; the first is the one that the fit used
     * @param finished what an earlier run of the same evaluation has computed
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

    /** What an earlier run of the same evaluation has computed. */
    public FinishedSteps finished() {
        return finished;
    }

    /** The rows of a step of a measure, computed if no earlier run has computed them (see {@link FinishedSteps}). */
    public List<float[]> rows(String step, Supplier<List<float[]>> work) {
        return finished.rows(step, work);
    }

    /** What a method says of the sample: one score a region. */
    public List<float[]> scores(Attribution method) {
        return scores.computeIfAbsent(method.name(), name -> finished.rows("scores of " + name, () -> scored(method)));
    }

    /**
     * What the scores of the sample took, without the predictions of the whole records and what a method learns from the
     * background's masks; asks for the scores if nobody has.
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
        // Gradients are added to a graph, and it is prepared, when it first runs, which no stream would pay for again.
        method.scores(oneOfEachLength());
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
     * The sample's regions in the order in which a method would keep them, first the ones that count most: of classes the
     * highest score first, of values the largest in magnitude, since both directions move a value.
     */
    public List<int[]> orders(Attribution method) {
        return orders(method, scores(method), sample.ofValues());
    }

    /**
     * Regions of any records in the order in which a method would keep them (see {@link #orders(Attribution)}).
     *
     * @param scores of the method, one a region for each record
     * @param values whether the model predicts a value, and not classes
     */
    public static List<int[]> orders(Attribution method, List<float[]> scores, boolean values) {
        boolean magnitudes = method.signed() && values;
        List<int[]> orders = new ArrayList<>();
        // Equal scores in random order: in reading order, a method that says nothing would rank by position.
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
     * What is kept of the sample under a replacement. Where that replaces regions in groups alone, the groups are ordered by
     * their mean scores, and shares are of the groups.
     *
     * @param share of the regions or groups, of which at least one counts
     * @param first whether the first ones in the method's order are kept, and not the others
     * @return 1 at each region that is kept and 0 at the others
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
     * Keeps the first regions of each record in an order, or all but them.
     *
     * @param orders as {@link #orders} gives them
     * @param share of the regions, of which at least one counts
     * @param first whether they are kept, and not the others
     * @return 1 at each region that is kept and 0 at the others
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
