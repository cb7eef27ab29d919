package io.maskstream.demo;

import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.streamer.engine.Explainer;
import io.maskstream.streamer.explain.VerificationPolicy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The bare engine: records in memory, already encoded, in the batches that the streamer would make of them. */
final class EngineRun {

    private record Batch(int length, List<EncodedInput> inputs) {}

    private final Explainer explainer;
    private final VerificationPolicy verification;
    private final List<Batch> batches = new ArrayList<>();
    private final int records;

    /**
     * Cuts the records into batches as the streamer's look-ahead does: those that a poll brought go by the length of their
     * graph, and then by the size of a batch.
     *
     * @param verification which batches are verified, as in the stream
     * @param poll records in a poll
     * @param maximum records in a batch
     */
    EngineRun(
            Explainer explainer,
            VerificationPolicy verification,
            List<? extends EncodedInput> inputs,
            int poll,
            int maximum) {
        this.explainer = explainer;
        this.verification = verification;
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

    /**
     * Explains all of them; returns records a second.
     *
     * @param threads that take batches side by side
     */
    double recordsPerSecond(int threads) {
        ConcurrentLinkedQueue<Batch> waiting = new ConcurrentLinkedQueue<>(batches);
        Callable<Void> takeAll = () -> {
            for (Batch batch = waiting.poll(); batch != null; batch = waiting.poll()) {
                explainer.explain(batch.inputs(), batch.length(), verification.verifiesNext());
            }
            return null;
        };
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            long start = System.nanoTime();
            for (Future<Void> taken : pool.invokeAll(Collections.nCopies(threads, takeAll))) {
                taken.get();
            }
            return records / ((System.nanoTime() - start) / 1e9);
        } catch (ExecutionException e) {
            throw new CannotRunException(
                    "The bare engine fails: " + e.getCause().getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CannotRunException("The bench was interrupted.", e);
        } finally {
            pool.shutdownNow();
        }
    }
}
