package io.maskstream.streamer.live;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.schemas.profile.Drift;
import io.maskstream.streamer.drift.DriftMonitor.ExplainerDrift;
import io.maskstream.streamer.metrics.StreamTotals;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Rates, latencies, mask areas and drift of the last minutes, from the stream's own counters. To be used by one thread.
 */
final class RunningFigures {

    private static final JsonMapper MAPPER = new JsonMapper();
    private static final double MEDIAN = 0.5;
    private static final double HIGH = 0.95;
    private static final double MILLIS = 1000;

    private final Supplier<StreamTotals> totals;
    private final Supplier<List<ExplainerDrift>> drift;
    private final Clock clock;
    private final int kept;
    private final Deque<ObjectNode> samples = new ArrayDeque<>();
    private StreamTotals before;
    private long beforeMillis;

    /** @param kept number of samples that are kept */
    RunningFigures(Supplier<StreamTotals> totals, Supplier<List<ExplainerDrift>> drift, Clock clock, int kept) {
        this.totals = totals;
        this.drift = drift;
        this.clock = clock;
        this.kept = kept;
        this.before = totals.get();
        this.beforeMillis = clock.millis();
    }

    /** Takes a sample of what has happened since the previous one. */
    ObjectNode sample() {
        StreamTotals now = totals.get();
        long nowMillis = clock.millis();
        double seconds = Math.max(1, nowMillis - beforeMillis) / MILLIS;
        ObjectNode sample = MAPPER.createObjectNode();
        sample.put("at", nowMillis)
                .put("explained", (now.explained() - before.explained()) / seconds)
                .put("refused", (now.deadLetters() - before.deadLetters()) / seconds);
        NavigableMap<Double, Long> latencies = new TreeMap<>();
        now.latencies()
                .forEach((bound, count) ->
                        latencies.put(bound, count - before.latencies().getOrDefault(bound, 0L)));
        if (latencies.lastEntry().getValue() > 0) {
            sample.put("median", MILLIS * quantile(latencies, MEDIAN)).put("high", MILLIS * quantile(latencies, HIGH));
        }
        ObjectNode areas = sample.putObject("areas");
        now.maskAreas().forEach((explainer, area) -> {
            StreamTotals.Areas earlier = before.maskAreas().getOrDefault(explainer, new StreamTotals.Areas(0, 0));
            long count = area.count() - earlier.count();
            if (count > 0) {
                areas.put(explainer, (area.sum() - earlier.sum()) / count);
            }
        });
        ObjectNode drifts = sample.putObject("drift");
        drift.get().forEach(of -> farthest(of, drifts));
        before = now;
        beforeMillis = nowMillis;
        samples.addLast(sample);
        if (samples.size() > kept) {
            samples.removeFirst();
        }
        return sample;
    }

    /**
     * Writes the measure of an explainer that is farthest from the fit, and the nDCG of the parts with the most weight.
     */
    private static void farthest(ExplainerDrift of, ObjectNode drifts) {
        of.drift().measures().stream()
                .max(Comparator.comparingDouble(Drift.Figure::populationStability))
                .ifPresent(figure -> {
                    ObjectNode shown = drifts.putObject(of.explainer().getName())
                            .put("records", of.drift().records())
                            .put("measure", figure.measure().label())
                            .put("psi", figure.populationStability());
                    of.drift().partGain().ifPresent(gain -> shown.put("ndcg", gain));
                });
    }

    /** Returns all kept samples, oldest first. */
    ArrayNode all() {
        return MAPPER.createArrayNode().addAll(samples);
    }

    /**
     * Estimates a quantile. Records are assumed to be spread evenly within a bucket, as in Prometheus. Above the
     * highest finite bound, that bound is returned.
     *
     * @param counts cumulative counts by upper bound; the last bound is infinite, and its count is not 0
     */
    static double quantile(NavigableMap<Double, Long> counts, double share) {
        double rank = share * counts.lastEntry().getValue();
        double lower = 0;
        long below = 0;
        for (Map.Entry<Double, Long> bucket : counts.entrySet()) {
            if (bucket.getValue() >= rank && bucket.getValue() > below) {
                return bucket.getKey().isInfinite()
                        ? lower
                        : lower + (bucket.getKey() - lower) * (rank - below) / (bucket.getValue() - below);
            }
            lower = bucket.getKey();
            below = bucket.getValue();
        }
        return lower;
    }
}
