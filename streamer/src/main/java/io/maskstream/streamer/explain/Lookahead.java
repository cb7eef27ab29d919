package io.maskstream.streamer.explain;

import io.maskstream.schemas.record.RefusalReason;
import io.maskstream.schemas.record.SchemaRegistryException;
import io.maskstream.streamer.engine.EngineException;
import io.maskstream.streamer.engine.ServedExplainers;
import io.maskstream.streamer.kafka.KnownLimits;
import io.maskstream.streamer.kafka.RecordSize;
import io.maskstream.streamer.kafka.TopicLimits;
import io.maskstream.streamer.metrics.StreamerMetrics;
import io.maskstream.streamer.trace.BatchTraces;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;

/**
 * Decides on polled records in batches, before the topology sees them one by one. Each record is explained or refused
 * here, once; the topology only forwards the explanation or throws the refusal. Safe for use by several threads.
 */
public final class Lookahead implements AutoCloseable {

    /** Divides the budget while a transaction is open, because the broker aborts it after 10 s by default. */
    private static final int UNCOMMITTED_SHARE = 3;

    private final RequestPreparation preparation;
    private final RecordExplainer explainer;
    private final Duration budget;
    private final KnownLimits explanations;
    private final PollProgress progress;
    private final Optional<CloudEventHeaders> events;
    private final ExplainedBatches batches;
    private final RunningCalls running = new RunningCalls(System::nanoTime);
    private final Clock clock = Clock.systemUTC();

    /**
     * Limits on time.
     *
     * @param record how long reading and encoding one record may take
     * @param poll after which time no further record of a poll is started
     */
    public record Budget(Duration record, Duration poll) {}

    /** Creates a look-ahead without tracing, whose explanations are not CloudEvents. */
    public Lookahead(
            RequestPreparation preparation,
            BatchExplainer explainer,
            int maximumBatch,
            Budget budget,
            KnownLimits explanations,
            StreamerMetrics metrics,
            PollProgress progress) {
        this(
                preparation,
                explainer,
                maximumBatch,
                budget,
                explanations,
                metrics,
                progress,
                BatchTraces.NONE,
                Optional.empty(),
                ExplainedBatches.NONE);
    }

    /**
     * Creates a look-ahead.
     *
     * @param events adds headers to explanations if they are to be CloudEvents
     * @param batches is notified of what was explained
     */
    public Lookahead(
            RequestPreparation preparation,
            BatchExplainer explainer,
            int maximumBatch,
            Budget budget,
            KnownLimits explanations,
            StreamerMetrics metrics,
            PollProgress progress,
            BatchTraces traces,
            Optional<CloudEventHeaders> events,
            ExplainedBatches batches) {
        this.events = events;
        this.batches = batches;
        this.preparation = preparation;
        this.explainer =
                new RecordExplainer(preparation, explainer, maximumBatch, budget.record(), metrics, traces, batches);
        this.budget = budget.poll();
        this.explanations = explanations;
        this.progress = progress;
    }

    /** Removes the outcome that {@link #explain} attached to a record's headers, and returns it. */
    public static Optional<Outcome> take(Headers headers) {
        Optional<Outcome> outcome = OutcomeHeader.in(headers);
        headers.remove(OutcomeHeader.NAME);
        return outcome;
    }

    /**
     * Called when the calling thread polls again: the topology has processed everything that {@link #explain} returned
     * to it.
     */
    public void forwarded() {
        batches.forwarded();
    }

    /** Returns how long the oldest look-ahead that is still running has been running; zero if there is none. */
    public Duration longestRunning() {
        return running.longest();
    }

    /** Returns the number of threads that never finished reading a record. */
    public int threadsLeftBehind() {
        return explainer.threadsLeftBehind();
    }

    /**
     * Attaches its outcome to the headers of each record, until the time is up.
     *
     * @param records at least one record
     * @return how many of them, from the first on; at least one
     * @throws SchemaRegistryException if the registry does not answer, in which case nothing is known about the records
     * @throws EngineException if a model does not answer any more
     */
    public int explain(List<ConsumerRecord<byte[], byte[]>> records) {
        long start = System.nanoTime();
        int reached = running.watched(() -> decide(records, start));
        progress.polled(reached, System.nanoTime() - start);
        return reached;
    }

    private int decide(List<ConsumerRecord<byte[], byte[]>> records, long startNanos) {
        records.forEach(record -> record.headers().remove(OutcomeHeader.NAME));
        long budgetNanos = progress.isUncommitted() ? budget.toNanos() / UNCOMMITTED_SHARE : budget.toNanos();
        List<PolledRecord> polled = records.stream()
                .limit(explainer.recordsExplainedIn(budgetNanos))
                .map(GivenRecord::new)
                .map(PolledRecord::new)
                .toList();
        // One lease for the whole poll; a version that is swapped in meanwhile explains the next poll.
        try (ServedExplainers.Lease lease = preparation.lease()) {
            int reached = explainer.explain(polled, lease, startNanos + budgetNanos);
            for (int i = 0; i < reached; i++) {
                Outcome outcome = sendable(records.get(i), polled.get(i));
                records.get(i).headers().add(new OutcomeHeader(outcome));
            }
            return reached;
        }
    }

    /** Returns the outcome, or a refusal if it is an explanation that its topic would not accept. */
    private Outcome sendable(ConsumerRecord<byte[], byte[]> record, PolledRecord polled) {
        if (!(polled.outcome() instanceof ExplainedRequest explained)) {
            return polled.outcome();
        }
        TopicLimits limits = explanations.now();
        Headers headers = events.map(event -> event.of(record.headers(), polled.origin(), clock.millis()))
                .orElse(record.headers());
        Optional<String> size = limits.refusesSize(RecordSize.of(record.key(), explained.value(), headers));
        if (size.isPresent()) {
            return RefusedRequest.of(polled.origin(), RefusalReason.TOO_LARGE, "its explanation " + size.get());
        }
        return limits.refusesTimestamp(record.timestamp() < 0 ? clock.millis() : record.timestamp(), clock.millis())
                .or(() -> limits.refusesKey(record.key()))
                .<Outcome>map(why -> RefusedRequest.of(polled.origin(), RefusalReason.NOT_TAKEN, "it " + why))
                .orElse(explained);
    }

    @Override
    public void close() {
        explainer.close();
    }
}
