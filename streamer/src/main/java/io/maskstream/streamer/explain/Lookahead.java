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
 * Decides on polled records, in batches, before the topology sees them one by one: each is explained or refused here, once,
 * and the topology only forwards the one and throws the other. Safe for use by several threads.
 */
public final class Lookahead implements AutoCloseable {

    /** While a transaction is open, which the broker ends after 10 s by default, less time may pass. */
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
     * How much time there is.
     *
     * @param record that reading and encoding one record may take
     * @param poll after which no further record of a poll is begun
     */
    public record Budget(Duration record, Duration poll) {}

    /** One that tells no tracing system, and whose explanations are no CloudEvents. */
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
     * Makes one.
     *
     * @param events headers that explanations will have, if they are to be CloudEvents
     * @param batches is told what was explained
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

    /** Takes the outcome that {@link #explain} left in a record's headers, and leaves no trace of it there. */
    public static Optional<Outcome> take(Headers headers) {
        Optional<Outcome> outcome = OutcomeHeader.in(headers);
        headers.remove(OutcomeHeader.NAME);
        return outcome;
    }

    /** The calling thread polls again: what it was handed by {@link #explain} so far has gone through the topology. */
    public void forwarded() {
        batches.forwarded();
    }

    /** For how long the poll has been looked ahead that has been at it for longest; zero if there is none. */
    public Duration longestRunning() {
        return running.longest();
    }

    /** How many threads never came back from reading a record. */
    public int threadsLeftBehind() {
        return explainer.threadsLeftBehind();
    }

    /**
     * Leaves its outcome in the headers of each record, up to the one at which the time is over.
     *
     * @param records at least one
     * @return how many, from the first on: at least one
     * @throws SchemaRegistryException if the registry does not answer: nothing is known about the records then
     * @throws EngineException if a model does not answer at all
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
        // One for the whole poll: a version that is swapped in meanwhile explains the next one.
        try (ServedExplainers.Lease lease = preparation.lease()) {
            int reached = explainer.explain(polled, lease, startNanos + budgetNanos);
            for (int i = 0; i < reached; i++) {
                Outcome outcome = sendable(records.get(i), polled.get(i));
                records.get(i).headers().add(new OutcomeHeader(outcome));
            }
            return reached;
        }
    }

    /** The outcome, unless it is an explanation that its topic would not take. */
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
