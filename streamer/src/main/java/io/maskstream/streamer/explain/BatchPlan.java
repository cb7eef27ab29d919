package io.maskstream.streamer.explain;

import io.maskstream.streamer.engine.Explainer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Cuts what one poll brought into batches that can each go through one call of one graph. */
final class BatchPlan {

    private record Graph(Explainer explainer, int length) {}

    private BatchPlan() {}

    /**
     * Plans batches.
     *
     * @param records prepared ones in any order; each ends up in exactly one batch
     * @param maximum records in a batch, at least 1
     */
    static List<List<PolledRecord>> of(Collection<PolledRecord> records, int maximum) {
        Map<Graph, List<PolledRecord>> byGraph = new LinkedHashMap<>();
        for (PolledRecord polled : records) {
            byGraph.computeIfAbsent(
                            new Graph(
                                    polled.prepared().explainer(),
                                    polled.prepared().graphLength()),
                            g -> new ArrayList<>())
                    .add(polled);
        }
        List<List<PolledRecord>> batches = new ArrayList<>();
        for (List<PolledRecord> sameGraph : byGraph.values()) {
            for (int from = 0; from < sameGraph.size(); from += maximum) {
                batches.add(sameGraph.subList(from, Math.min(from + maximum, sameGraph.size())));
            }
        }
        return batches;
    }
}
