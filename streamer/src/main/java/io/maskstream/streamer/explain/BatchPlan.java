package io.maskstream.streamer.explain;

import io.maskstream.streamer.engine.Explainer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Cuts the records of one poll into batches, each of which goes through one call of one graph. */
public final class BatchPlan {

    private record Graph(Explainer explainer, int length) {}

    private BatchPlan() {}

    /**
     * Plans the batches of a poll.
     *
     * @param records prepared ones in any order; each ends up in exactly one batch
     * @param maximum records in a batch, at least 1
     */
    static List<List<PolledRecord>> of(Collection<PolledRecord> records, int maximum) {
        return of(
                records,
                polled -> new Graph(
                        polled.prepared().explainer(), polled.prepared().graphLength()),
                maximum);
    }

    /**
     * Plans the batches of anything.
     *
     * @param graph which graph a record goes through; only records with equal graphs share a batch
     * @param maximum records in a batch, at least 1
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
