package io.maskstream.streamer.explain;

import io.maskstream.streamer.engine.Explainer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Divides records into batches, each for one call of one graph. */
public final class BatchPlan {

    private record Graph(Explainer explainer, int length) {}

    private BatchPlan() {}

    /**
     * Divides the prepared records of a poll.
     *
     * @param records prepared records in any order; each ends up in exactly one batch
     * @param maximum maximum number of records in a batch, at least 1
     */
    static List<List<PolledRecord>> of(Collection<PolledRecord> records, int maximum) {
        return of(
                records,
                polled -> new Graph(
                        polled.prepared().explainer(), polled.prepared().graphLength()),
                maximum);
    }

    /**
     * Divides records of any type.
     *
     * @param graph returns the graph that a record goes through; only records with equal graphs share a batch
     * @param maximum maximum number of records in a batch, at least 1
     */
    public static <T> List<List<T>> of(Collection<? extends T> records, Function<? super T, ?> graph, int maximum) {
        Map<Object, List<T>> byGraph = new LinkedHashMap<>();
        for (T record : records) {
            byGraph.computeIfAbsent(graph.apply(record), g -> new ArrayList<>()).add(record);
        }
        List<List<T>> batches = new ArrayList<>();
        for (List<T> sameGraph : byGraph.values()) {
            for (int from = 0; from < sameGraph.size(); from += maximum) {
                batches.add(sameGraph.subList(from, Math.min(from + maximum, sameGraph.size())));
            }
        }
        return batches;
    }
}
