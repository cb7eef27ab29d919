package io.maskstream.streamer.lookahead;

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
     * @param records in any order; each ends up in exactly one batch
     * @param maximum records in a batch, at least 1
     */
    static List<List<PolledRequest>> of(Collection<PolledRequest> records, int maximum) {
        Map<Graph, List<PolledRequest>> byGraph = new LinkedHashMap<>();
        for (PolledRequest polled : records) {
            byGraph.computeIfAbsent(
                            new Graph(
                                    polled.request().explainer(),
                                    polled.request().graphLength()),
                            g -> new ArrayList<>())
                    .add(polled);
        }
        List<List<PolledRequest>> batches = new ArrayList<>();
        for (List<PolledRequest> sameGraph : byGraph.values()) {
            for (int from = 0; from < sameGraph.size(); from += maximum) {
                batches.add(sameGraph.subList(from, Math.min(from + maximum, sameGraph.size())));
            }
        }
        return batches;
    }
}
