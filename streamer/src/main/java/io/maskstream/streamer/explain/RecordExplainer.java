package io.maskstream.streamer.explain;

import io.maskstream.schemas.record.ExplanationRequest;
import io.maskstream.schemas.record.SchemaRegistryException;
import io.maskstream.streamer.engine.EngineException;
import io.maskstream.streamer.engine.ServedExplainers;
import io.maskstream.streamer.metrics.StreamerMetrics;
import io.maskstream.streamer.trace.BatchTraces;
import io.maskstream.streamer.trace.TraceParent;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns many records into outcomes. Each record is read and encoded, or refused. The rest is divided into batches by
 * explainer and length. A batch that fails is explained in ever smaller parts, so that only the records that cause the
 * failure are refused. Safe for use by several threads.
 */
public final class RecordExplainer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RecordExplainer.class);

    /** Longer than any run, but too short to overflow. */
    private static final long UNLIMITED_NANOS = Duration.ofDays(36_500).toNanos();

    private final RequestPreparation preparation;
    private final PreparationThreads threads;
    private final BatchExplainer explainer;
    private final int maximumBatch;
    private final StreamerMetrics metrics;
    private final BatchTraces traces;
    private final ExplainedBatches batches;

    /** Recent time per record in the graph. */
    private volatile double explainingNanosPerRecord;

    /**
     * Creates an explainer without tracing.
     *
     * @param maximumBatch maximum number of records in a batch
     * @param recordTimeout how long reading and encoding one record may take
     */
    public RecordExplainer(
            RequestPreparation preparation,
            BatchExplainer explainer,
            int maximumBatch,
            Duration recordTimeout,
            StreamerMetrics metrics) {
        this(preparation, explainer, maximumBatch, recordTimeout, metrics, BatchTraces.NONE, ExplainedBatches.NONE);
    }

    /**
     * Creates an explainer.
     *
     * @param traces is notified of each batch
     * @param batches is notified of the polled records that were explained
     */
    RecordExplainer(
            RequestPreparation preparation,
            BatchExplainer explainer,
            int maximumBatch,
            Duration recordTimeout,
            StreamerMetrics metrics,
            BatchTraces traces,
            ExplainedBatches batches) {
        this.traces = traces;
        this.batches = batches;
        this.preparation = preparation;
        this.threads = new PreparationThreads(this::prepared, recordTimeout);
        this.explainer = explainer;
        this.maximumBatch = maximumBatch;
        this.metrics = metrics;
    }

    /** Returns the number of threads that never finished reading a record. */
    public int threadsLeftBehind() {
        return threads.left();
    }

    /**
     * Explains or refuses all records, without a time limit.
     *
     * @return an outcome for every record, in the order of the records
     * @throws SchemaRegistryException if the registry does not answer, in which case nothing is known about the records
     * @throws EngineException if a model does not answer any more
     */
    public List<Outcome> explain(List<GivenRecord> records) {
        List<PolledRecord> all = records.stream().map(PolledRecord::new).toList();
        // One lease for all; a version that is swapped in meanwhile explains the next records.
        try (ServedExplainers.Lease lease = preparation.lease()) {
            int unused = explain(all, lease, System.nanoTime() + UNLIMITED_NANOS);
        }
        return all.stream().map(PolledRecord::outcome).toList();
    }

    /**
     * Decides on records until the time is up.
     *
     * @param lease lease under which they are encoded and explained
     * @param endNanos time in {@link System#nanoTime} after which no further record is started, except for the first
     * @return how many of them, from the first on, have an outcome; at least one
     */
    int explain(List<PolledRecord> records, ServedExplainers.Lease lease, long endNanos) {
        int reached = prepare(records, lease, endNanos);
        explainAll(records.subList(0, reached).stream()
                .filter(record -> record.outcome() == null)
                .toList());
        return reached;
    }

    /**
     * Returns how many records the graph would explain in a given time, judged by its recent speed; at least one batch.
     */
    long recordsExplainedIn(long nanos) {
        return Math.max(maximumBatch, (long) (nanos / Math.max(1, explainingNanosPerRecord)));
    }
    /**
     * Prepares or refuses records until the time is up. Records that take next to no time are prepared on this thread,
     * because a handover to another thread would take longer.
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
        if (!RequestPreparation.isQuicklyRead(polled.value())) {
            return;
        }
        try {
            if (polled.request() == null) {
                polled.read(preparation.read(polled.origin(), polled.value()));
            }
            if (RequestPreparation.isQuicklyEncoded(polled.request())) {
                polled.prepared(preparation.encode(polled.origin(), polled.value(), polled.request(), lease));
            }
        } catch (BadRecordException e) {
            polled.decided(RefusedRequest.of(e));
        }
    }

    /** Runs on a thread that can be abandoned, and therefore does not change the record. */
    private PreparedRequest prepared(PolledRecord polled, ServedExplainers.Lease lease) {
        ExplanationRequest request =
                polled.request() == null ? preparation.read(polled.origin(), polled.value()) : polled.request();
        return preparation.encode(polled.origin(), polled.value(), request, lease);
    }

    private void explainAll(List<PolledRecord> prepared) {
        long start = System.nanoTime();
        BatchPlan.of(prepared, maximumBatch).forEach(this::explainBatch);
        // With fewer records, the fixed cost of a call dominates, which says little about larger batches.
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
        batches.explained(batch.get(0).prepared().explainer().name(), () -> explained(batch));
    }

    private static List<ConsumerRecord<byte[], byte[]>> explained(List<PolledRecord> batch) {
        return batch.stream()
                .filter(polled -> polled.outcome() instanceof ExplainedRequest)
                .map(PolledRecord::record)
                .toList();
    }

    /** Finds the records on which the graph fails with few calls. */
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
        Stream<TraceParent> parents = batch.stream()
                .map(PolledRecord::record)
                .filter(Objects::nonNull)
                .flatMap(record -> TraceParent.in(record.headers()).stream());
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

    @Override
    public void close() {
        threads.close();
    }
}
