package io.maskstream.streamer.explain;

import io.maskstream.schemas.record.ExplanationRequest;
import io.maskstream.schemas.record.RefusalReason;
import io.maskstream.schemas.record.SchemaRegistryException;
import io.maskstream.streamer.engine.EngineException;
import io.maskstream.streamer.engine.ServedExplainers;
import io.maskstream.streamer.kafka.KnownLimits;
import io.maskstream.streamer.kafka.RecordSize;
import io.maskstream.streamer.kafka.TopicLimits;
import io.maskstream.streamer.metrics.StreamerMetrics;
import io.maskstream.streamer.trace.BatchTraces;
import io.maskstream.streamer.trace.TraceParent;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides on polled records, in batches, before the topology sees them one by one: each is explained or refused here, once,
 * and the topology only forwards the one and throws the other. Safe for use by several threads.
 */
public final class Lookahead implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Lookahead.class);

    /** While a transaction is open, which the broker ends after 10 s by default, less time may pass. */
    private static final int UNCOMMITTED_SHARE = 3;

    private final RequestPreparation preparation;
    private final PreparationThreads threads;
    private final BatchExplainer explainer;
    private final int maximumBatch;
    private final Duration budget;
    private final KnownLimits explanations;
    private final StreamerMetrics metrics;
    private final PollProgress progress;
    private final BatchTraces traces;
    private final Optional<CloudEventHeaders> events;
    private final RunningCalls running = new RunningCalls(System::nanoTime);
    private final Clock clock = Clock.systemUTC();

    /** What records took in the graph lately: limits how many of them are taken at once. */
    private volatile double explainingNanosPerRecord;

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
                Optional.empty());
    }

    /** @param events headers that explanations will have, if they are to be CloudEvents */
    public Lookahead(
            RequestPreparation preparation,
            BatchExplainer explainer,
            int maximumBatch,
            Budget budget,
            KnownLimits explanations,
            StreamerMetrics metrics,
            PollProgress progress,
            BatchTraces traces,
            Optional<CloudEventHeaders> events) {
        this.traces = traces;
        this.events = events;
        this.preparation = preparation;
        this.threads = new PreparationThreads(this::prepared, budget.record());
        this.explainer = explainer;
        this.maximumBatch = maximumBatch;
        this.budget = budget.poll();
        this.explanations = explanations;
        this.metrics = metrics;
        this.progress = progress;
    }

    /** Takes the outcome that {@link #explain} left in a record's headers, and leaves no trace of it there. */
    public static Optional<Outcome> take(Headers headers) {
        Optional<Outcome> outcome = OutcomeHeader.in(headers);
        headers.remove(OutcomeHeader.NAME);
        return outcome;
    }

    /** For how long the poll has been looked ahead that has been at it for longest; zero if there is none. */
    public Duration longestRunning() {
        return running.longest();
    }

    /** How many threads never came back from reading a record. */
    public int threadsLeftBehind() {
        return threads.left();
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
                .limit(recordsExplainedIn(budgetNanos))
                .map(PolledRecord::new)
                .toList();
        // One for the whole poll: a version that is swapped in meanwhile explains the next one.
        try (ServedExplainers.Lease lease = preparation.lease()) {
            int reached = prepare(polled, lease, startNanos + budgetNanos);
            List<PolledRecord> prepared = polled.subList(0, reached).stream()
                    .filter(record -> record.outcome() == null)
                    .toList();
            explainAll(prepared);
            polled.subList(0, reached)
                    .forEach(record ->
                            record.record().headers().add(new OutcomeHeader(sendable(record, record.outcome()))));
            return reached;
        }
    }

    private long recordsExplainedIn(long budgetNanos) {
        return Math.max(maximumBatch, (long) (budgetNanos / Math.max(1, explainingNanosPerRecord)));
    }

    /**
     * Prepares or refuses records up to the end of the time. What takes next to no time is done right here: to hand it to
     * another thread, and to wait for that, would take longer.
     *
     * @return how many of them, from the first on
     */
    private int prepare(List<PolledRecord> polled, ServedExplainers.Lease lease, long endNanos) {
        for (PolledRecord record : polled) {
            if (System.nanoTime() - endNanos < 0) {
                prepareQuickly(record, lease);
            }
        }
        List<PolledRecord> others =
                polled.stream().filter(record -> !record.isPrepared()).toList();
        if (!others.isEmpty()) {
            int unused = threads.prepare(others, lease, endNanos);
        }
        return (int) polled.stream().takeWhile(PolledRecord::isPrepared).count();
    }

    private void prepareQuickly(PolledRecord polled, ServedExplainers.Lease lease) {
        if (!RequestPreparation.isQuicklyRead(polled.record().value())) {
            return;
        }
        try {
            polled.read(preparation.read(polled.origin(), polled.record().value()));
            if (RequestPreparation.isQuicklyEncoded(polled.request())) {
                polled.prepared(preparation.encode(polled.origin(), polled.request(), lease));
            }
        } catch (BadRecordException e) {
            polled.decided(RefusedRequest.of(e));
        }
    }

    /** On a thread that can be left: nothing of the record changes here. */
    private PreparedRequest prepared(PolledRecord polled, ServedExplainers.Lease lease) {
        ExplanationRequest request = polled.request() == null
                ? preparation.read(polled.origin(), polled.record().value())
                : polled.request();
        return preparation.encode(polled.origin(), request, lease);
    }

    private void explainAll(List<PolledRecord> prepared) {
        long start = System.nanoTime();
        BatchPlan.of(prepared, maximumBatch).forEach(this::explainBatch);
        // In fewer, a record is mostly the time of a call, and says little of many.
        if (prepared.size() >= maximumBatch) {
            explainingNanosPerRecord = (double) (System.nanoTime() - start) / prepared.size();
        }
    }

    private void explainBatch(List<PolledRecord> batch) {
        try {
            explainTogether(batch);
        } catch (EngineException e) {
            metrics.lookaheadFellBack();
            LOG.warn("A batch of {} is explained in parts: {}", batch.size(), e.getMessage());
            explainHalves(batch);
        }
    }

    /** Comes down to what the graph fails on with few calls. */
    private void explainHalves(List<PolledRecord> batch) {
        if (batch.size() == 1) {
            PolledRecord alone = batch.get(0);
            alone.decided(explainer.explainAlone(alone.prepared()));
            return;
        }
        int middle = batch.size() / 2;
        for (List<PolledRecord> half : List.of(batch.subList(0, middle), batch.subList(middle, batch.size()))) {
            try {
                explainTogether(half);
            } catch (EngineException e) {
                LOG.debug("A part of {} is explained in parts: {}", half.size(), e.getMessage());
                explainHalves(half);
            }
        }
    }

    private void explainTogether(List<PolledRecord> batch) {
        List<PreparedRequest> requests =
                batch.stream().map(PolledRecord::prepared).toList();
        Stream<TraceParent> parents =
                batch.stream().flatMap(polled -> TraceParent.in(polled.record().headers()).stream());
        try (BatchTraces.Batch trace = traces.begin(requests.get(0).explainer().identity(), batch.size(), parents)) {
            List<Outcome> outcomes;
            try {
                outcomes = explainer.explain(requests);
            } catch (RuntimeException e) {
                trace.failed(e);
                throw e;
            }
            for (int i = 0; i < outcomes.size(); i++) {
                batch.get(i).decided(outcomes.get(i));
            }
        }
    }

    /** The outcome, unless it is an explanation that its topic would not take. */
    private Outcome sendable(PolledRecord polled, Outcome outcome) {
        if (!(outcome instanceof ExplainedRequest explained)) {
            return outcome;
        }
        TopicLimits limits = explanations.now();
        ConsumerRecord<byte[], byte[]> record = polled.record();
        Headers headers = events.map(event -> event.of(record.headers(), polled.origin(), clock.millis()))
                .orElse(record.headers());
        Optional<String> size = limits.refusesSize(RecordSize.of(record.key(), explained.value(), headers));
        if (size.isPresent()) {
            return RefusedRequest.unsendable(polled.origin(), RefusalReason.TOO_LARGE, "its explanation " + size.get());
        }
        return limits.refusesTimestamp(record.timestamp() < 0 ? clock.millis() : record.timestamp(), clock.millis())
                .or(() -> limits.refusesKey(record.key()))
                .<Outcome>map(why -> RefusedRequest.unsendable(polled.origin(), RefusalReason.NOT_TAKEN, "it " + why))
                .orElse(outcome);
    }

    @Override
    public void close() {
        threads.close();
    }
}
