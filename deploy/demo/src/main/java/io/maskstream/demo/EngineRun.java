package io.maskstream.demo;

import io.maskstream.schemas.encoding.EncodedInput;
import io.maskstream.streamer.engine.Explainer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The bare engine: records in memory, already encoded, in the batches that the streamer would make of them. */
final class EngineRun {

    private record Batch(int length, List<EncodedInput> inputs) {}

    private final Explainer explainer;
    private final List<Batch> batches = new ArrayList<>();
    private final int records;

    /**
     * Cuts the records into batches as the streamer's look-ahead does: those that a poll brought go by the length of their
     * graph, and then by the size of a batch.
     *
     * @param poll records in a poll
     * @param maximum records in a batch
     */
    EngineRun(Explainer explainer, List<? extends EncodedInput> inputs, int poll, int maximum) {
        this.explainer = explainer;
        this.records = inputs.size();
        for (int from = 0; from < records; from += poll) {
            Map<Integer, List<EncodedInput>> byLength = new LinkedHashMap<>();
            for (EncodedInput input : inputs.subList(from, Math.min(from + poll, records))) {
                byLength.computeIfAbsent(explainer.graphLength(input), length -> new ArrayList<>())
                        .add(input);
            }
            byLength.forEach((length, same) -> {
                for (int start = 0; start < same.size(); start += maximum) {
                    batches.add(new Batch(length, same.subList(start, Math.min(start + maximum, same.size()))));
                }
            });
        }
    }

    /** Mean number of records in a batch. */
    double meanBatch() {
        return (double) records / batches.size();
    }

    /** Explains all of them; returns records a second. */
    double recordsPerSecond() {
        long start = System.nanoTime();
        for (Batch batch : batches) {
            explainer.explain(batch.inputs(), batch.length(), false);
        }
        return records / ((System.nanoTime() - start) / 1e9);
    }
}
