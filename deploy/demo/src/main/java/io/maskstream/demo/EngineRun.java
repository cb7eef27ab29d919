package io.maskstream.demo;

import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.streamer.engine.Explainer;
import io.maskstream.streamer.explain.BatchPlan;
import io.maskstream.streamer.explain.VerificationPolicy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs the bare engine on encoded records in memory, in the batches that the streamer would form. */
final class EngineRun {

    private final Explainer explainer;
    private final VerificationPolicy verification;
    private final List<List<EncodedInput>> batches = new ArrayList<>();
    private final int records;

    /**
     * Divides the records into the batches that the streamer would form.
     *
     * @param verification chooses the batches to verify, as in the stream
     * @param poll maximum number of records in a poll
     * @param maximum maximum number of records in a batch
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
            List<? extends EncodedInput> polled = inputs.subList(from, Math.min(from + poll, records));
            BatchPlan.<EncodedInput>of(polled, explainer::graphLength, maximum).forEach(batches::add);
        }
    }

    /** Returns the mean number of records in a batch. */
    double meanBatch() {
        return (double) records / batches.size();
    }

    /**
     * Explains all records, and returns the throughput in records per second.
     *
     * @param threads number of threads that explain batches in parallel
     */
    double recordsPerSecond(int threads) {
        ConcurrentLinkedQueue<List<EncodedInput>> waiting = new ConcurrentLinkedQueue<>(batches);
        Callable<Void> takeAll = () -> {
            for (List<EncodedInput> batch = waiting.poll(); batch != null; batch = waiting.poll()) {
                explainer.explain(batch, explainer.graphLength(batch.get(0)), verification.verifiesNext());
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
                    "The bare engine failed: " + e.getCause().getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CannotRunException("The bench was interrupted.", e);
        } finally {
            pool.shutdownNow();
        }
    }
}
