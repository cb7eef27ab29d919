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
 * From records to outcomes, many at a time: each is read and encoded, or refused; what is left is cut into batches by explainer
 * and length; and a batch that fails is explained in ever smaller parts, so that only what it fails on is refused. Safe for use
 * by several threads.
 */
public final class RecordExplainer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RecordExplainer.class);

    /** More than any run takes, and far from overflowing. */
    private static final long UNLIMITED_NANOS = Duration.ofDays(36_500).toNanos();

    private final RequestPreparation preparation;
    private final PreparationThreads threads;
    private final BatchExplainer explainer;
    private final int maximumBatch;
    private final StreamerMetrics metrics;
    private final BatchTraces traces;
    private final ExplainedBatches batches;

    /** What records took in the graph lately. */
    private volatile double explainingNanosPerRecord;

    /**
     * Makes one.
     *
     * @param maximumBatch in records
     * @param recordTimeout that reading and encoding one record may take
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
     * Makes one.
     *
     * @param traces of the batches that belong to a trace
     * @param batches is told what was explained, of records that were polled
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

    /** How many threads never came back from reading a record. */
    public int threadsLeftBehind() {
        return threads.left();
    }

    /**
     * Explains or refuses each record, however long that takes.
     *
     * @return an outcome for every record, in their order
     * @throws SchemaRegistryException if the registry does not answer: nothing is known about the records then
     * @throws EngineException if a model does not answer at all
     */
    public List<Outcome> explain(List<GivenRecord> records) {
        List<PolledRecord> all = records.stream().map(PolledRecord::new).toList();
        // One for all: a version that is swapped in meanwhile explains the next ones.
        try (ServedExplainers.Lease lease = preparation.lease()) {
            int unused = explain(all, lease, System.nanoTime() + UNLIMITED_NANOS);
        }
        return all.stream().map(PolledRecord::outcome).toList();
    }

    /**
     * Decides on records, up to the one at which the time is over.
     *
     * @param lease under which they are encoded and explained
     * @param endNanos when no further record is begun, by {@link System#nanoTime}; the first one is whatever the time
     * @return how many of them have an outcome, from the first on: at least one
     */
    int explain(List<PolledRecord> records, ServedExplainers.Lease lease, long endNanos) {
        int reached = prepare(records, lease, endNanos);
        explainAll(records.subList(0, reached).stream()
                .filter(record -> record.outcome() == null)
                .toList());
        return reached;
    }

    /** How many records the graph would take in a time, by what it took lately; at least a batch. */
    long recordsExplainedIn(long nanos) {
        return Math.max(maximumBatch, (long) (nanos / Math.max(1, explainingNanosPerRecord)));
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

    /** On a thread that can be left: nothing of the record changes here. */
    private PreparedRequest prepared(PolledRecord polled, ServedExplainers.Lease lease) {
        ExplanationRequest request =
                polled.request() == null ? preparation.read(polled.origin(), polled.value()) : polled.request();
        return preparation.encode(polled.origin(), polled.value(), request, lease);
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
        batches.explained(batch.get(0).prepared().explainer().name(), () -> explained(batch));
    }

    private static List<ConsumerRecord<byte[], byte[]>> explained(List<PolledRecord> batch) {
        return batch.stream()
                .filter(polled -> polled.outcome() instanceof ExplainedRequest)
                .map(PolledRecord::record)
                .toList();
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
