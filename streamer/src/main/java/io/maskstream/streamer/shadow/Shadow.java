package io.maskstream.streamer.shadow;

import io.maskstream.schemas.record.ExplainerIdentity;
import io.maskstream.schemas.record.Quotes;
import io.maskstream.schemas.record.RequestDigest;
import io.maskstream.schemas.record.RequestReader;
import io.maskstream.streamer.background.Leavable;
import io.maskstream.streamer.background.ThreadPriority;
import io.maskstream.streamer.engine.ServedExplainers;
import io.maskstream.streamer.explain.ExplainedBatches;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Explains a share of the batches again with the candidate, after their explanations were forwarded, on a thread of
 * lower priority than the stream's. A few batches may wait for it; others are dropped. The thread of a candidate that
 * hangs is abandoned.
 */
public final class Shadow implements ExplainedBatches, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Shadow.class);

    /** Maximum number of waiting batches. */
    private static final int MOST_WAITING = 16;

    /** Maximum total size of the waiting requests. */
    private static final long MOST_WAITING_BYTES = 32L << 20;

    /** A candidate that takes longer for a batch counts as hung. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** Maximum number of abandoned candidates that may still hang. */
    private static final int MOST_LEFT = 2;

    private static final Duration BETWEEN_WARNINGS = Duration.ofMinutes(1);
    private static final Duration WAIT = Duration.ofMillis(200);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);

    private final Candidates candidates;
    private final BatchComparison comparison;
    private final Sample sample;
    private final ShadowMetrics metrics;
    private final List<ComparisonListener> listeners;
    private final Duration patience;
    private final Leavable threads = new Leavable(MOST_LEFT, "maskstream-shadow-work");
    private final BlockingQueue<ShadowBatch> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final AtomicLong waitingBytes = new AtomicLong();
    private final ThreadLocal<List<ShadowBatch>> explained = ThreadLocal.withInitial(ArrayList::new);
    private final Thread thread = new Thread(this::run, "maskstream-shadow");
    private volatile boolean closing;
    private long lastWarningNanos = System.nanoTime() - BETWEEN_WARNINGS.toNanos();

    /**
     * Selects the batches that are compared.
     *
     * @param rate share in [0,1]
     * @param random returns random numbers in [0,1)
     * @param verify whether both versions also predict the masked inputs
     */
    public record Sample(double rate, DoubleSupplier random, boolean verify) {}

    /**
     * Does not compare anything yet.
     *
     * @param digest digest by which explanations identify their requests
     * @param serving the explainers that serve
     * @param candidates the loaded candidates
     * @param listeners receive the comparisons
     */
    public Shadow(
            RequestReader reader,
            RequestDigest digest,
            ServedExplainers serving,
            Candidates candidates,
            Sample sample,
            ShadowMetrics metrics,
            List<ComparisonListener> listeners) {
        this(reader, digest, serving, candidates, sample, metrics, listeners, PATIENCE);
    }

    Shadow(
            RequestReader reader,
            RequestDigest digest,
            ServedExplainers serving,
            Candidates candidates,
            Sample sample,
            ShadowMetrics metrics,
            List<ComparisonListener> listeners,
            Duration patience) {
        this.candidates = candidates;
        this.comparison = new BatchComparison(reader, digest, serving, candidates, sample.verify());
        this.sample = sample;
        this.metrics = metrics;
        this.listeners = List.copyOf(listeners);
        this.patience = patience;
        thread.setDaemon(true);
    }

    /** Starts to compare. */
    public void start() {
        thread.start();
    }

    @Override
    public void explained(String explainer, Supplier<List<ConsumerRecord<byte[], byte[]>>> batch) {
        if (candidates.identity(explainer).isPresent() && sample.random().getAsDouble() < sample.rate()) {
            List<ConsumerRecord<byte[], byte[]>> records = batch.get();
            if (!records.isEmpty()) {
                explained.get().add(ShadowBatch.of(explainer, records));
            }
        }
    }

    @Override
    public void forwarded() {
        List<ShadowBatch> batches = explained.get();
        if (!batches.isEmpty()) {
            batches.forEach(this::offer);
            batches.clear();
        }
    }

    private void offer(ShadowBatch batch) {
        if (waitingBytes.addAndGet(batch.bytes()) > MOST_WAITING_BYTES || !waiting.offer(batch)) {
            waitingBytes.addAndGet(-batch.bytes());
            count(batch, ShadowMetrics.Outcome.DROPPED);
        }
    }

    private void count(ShadowBatch batch, ShadowMetrics.Outcome outcome) {
        candidates
                .identity(batch.explainer())
                .ifPresent(candidate ->
                        metrics.records(candidate, outcome, batch.records().size()));
    }

    private void run() {
        ThreadPriority.lower();
        while (!closing) {
            try {
                ShadowBatch batch = waiting.poll(WAIT.toMillis(), TimeUnit.MILLISECONDS);
                if (batch != null) {
                    waitingBytes.addAndGet(-batch.bytes());
                    compare(batch);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException | Error e) {
                // Keeps the thread alive after a failure.
                warn("Batches cannot be compared: {}", e);
            }
        }
    }

    private void compare(ShadowBatch batch) throws InterruptedException {
        Optional<ExplainerIdentity> candidate = candidates.identity(batch.explainer());
        if (candidate.isEmpty()) {
            return;
        }
        try {
            List<ComparedRecord> compared =
                    threads.call(() -> comparison.of(batch), patience, patience, time -> true, late -> {});
            count(candidate.get(), compared);
            listeners.forEach(listener -> listener.compared(compared));
        } catch (Leavable.LeftException e) {
            giveUp(candidate.get(), e);
        } catch (ExecutionException e) {
            warn("A batch cannot be compared: {}", e.getCause());
        }
    }

    private void count(ExplainerIdentity candidate, List<ComparedRecord> compared) {
        int failed = 0;
        for (ComparedRecord record : compared) {
            if (record.comparison().failure() == null) {
                metrics.compared(candidate.getName(), record.comparison());
            } else {
                failed++;
            }
        }
        metrics.records(candidate, ShadowMetrics.Outcome.COMPARED, compared.size() - failed);
        metrics.records(candidate, ShadowMetrics.Outcome.FAILED, failed);
        if (failed > 0 && failed == compared.size()) {
            metrics.failed(candidate.getName(), ShadowMetrics.Failure.FAILED);
            warn(
                    "Candidate " + candidate.getVersion() + " of " + candidate.getName() + " fails on a batch: {}",
                    new IllegalStateException(compared.get(0).comparison().failure()));
        }
    }

    /** Removes a candidate that hangs; it is closed when it returns, if ever. */
    private void giveUp(ExplainerIdentity candidate, Leavable.LeftException e) {
        LOG.warn(
                "Candidate {} of {} is no longer used: a batch {}",
                candidate.getVersion(),
                candidate.getName(),
                e.getMessage());
        candidates.remove(candidate);
        metrics.failed(candidate.getName(), ShadowMetrics.Failure.HUNG);
    }

    private void warn(String sentence, Throwable thrown) {
        long now = System.nanoTime();
        if (now - lastWarningNanos >= BETWEEN_WARNINGS.toNanos()) {
            lastWarningNanos = now;
            LOG.warn(sentence, Quotes.oneLine(String.valueOf(thrown.getMessage())));
        }
    }

    /** Stops comparing. A batch that is being explained is waited for, unless it hangs. */
    @Override
    public void close() {
        closing = true;
        try {
            thread.join(CLOSE_PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
