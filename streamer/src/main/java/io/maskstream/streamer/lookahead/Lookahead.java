package io.maskstream.streamer.lookahead;

import io.maskstream.schemas.record.SchemaRegistryException;
import io.maskstream.streamer.engine.BatchExplainer;
import io.maskstream.streamer.engine.EngineException;
import io.maskstream.streamer.engine.ExplainedRequest;
import io.maskstream.streamer.engine.Outcome;
import io.maskstream.streamer.engine.PreparedRequest;
import io.maskstream.streamer.engine.RecordOrigin;
import io.maskstream.streamer.engine.RequestPreparation;
import io.maskstream.streamer.engine.ServedExplainers;
import io.maskstream.streamer.errors.BadRecordException;
import io.maskstream.streamer.metrics.StreamerMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Explains polled records in batches before the topology sees them one by one. Whatever could not be explained here comes
 * through untouched, and the topology finds out why. Safe for use by several threads.
 */
public final class Lookahead {

    private static final Logger LOG = LoggerFactory.getLogger(Lookahead.class);

    private final RequestPreparation preparation;
    private final BatchExplainer explainer;
    private final int maximumBatch;
    private final StreamerMetrics metrics;
    private final PollProgress progress;

    public Lookahead(
            RequestPreparation preparation,
            BatchExplainer explainer,
            int maximumBatch,
            StreamerMetrics metrics,
            PollProgress progress) {
        this.preparation = preparation;
        this.explainer = explainer;
        this.maximumBatch = maximumBatch;
        this.metrics = metrics;
        this.progress = progress;
    }

    /** Takes the explanation that {@link #explain} left in a record's headers, and leaves no trace of it there. */
    public static Optional<ExplainedRequest> take(Headers headers) {
        Optional<ExplainedRequest> explained = ExplainedHeader.in(headers);
        headers.remove(ExplainedHeader.NAME);
        return explained;
    }

    /** Leaves an explanation in the headers of every record that can be explained now. */
    void explain(Iterable<ConsumerRecord<byte[], byte[]>> records) {
        int polled = 0;
        for (ConsumerRecord<byte[], byte[]> record : records) {
            record.headers().remove(ExplainedHeader.NAME);
            polled++;
        }
        progress.polled(polled);
        // One for the whole poll: a version that is swapped in meanwhile explains the next one.
        try (ServedExplainers.Lease lease = preparation.lease()) {
            for (List<PolledRequest> batch : BatchPlan.of(prepared(records, lease), maximumBatch)) {
                explainBatch(batch);
            }
        } catch (SchemaRegistryException e) {
            // Not one of the records can be finished now; the topology stops at the first of them.
            LOG.warn("No look-ahead: {}", e.getMessage());
        }
    }

    private List<PolledRequest> prepared(
            Iterable<ConsumerRecord<byte[], byte[]>> records, ServedExplainers.Lease lease) {
        List<PolledRequest> prepared = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            var origin = new RecordOrigin(record.topic(), record.partition(), record.offset());
            try {
                PreparedRequest request = preparation.prepare(origin, record.value(), lease);
                prepared.add(new PolledRequest(request, record.headers()));
            } catch (BadRecordException e) {
                // The topology prepares it again, and turns it into a dead letter under Kafka Streams' own guarantees.
                LOG.debug("Not looked ahead: {}", e.getMessage());
            }
        }
        return prepared;
    }

    private void explainBatch(List<PolledRequest> batch) {
        try {
            leaveExplanations(batch);
        } catch (EngineException e) {
            metrics.lookaheadFellBack();
            LOG.warn("A batch of {} is explained in parts: {}", batch.size(), e.getMessage());
            explainHalves(batch);
        }
    }

    /** Comes down to what the graph fails on with few calls; a record on which it fails alone is left to the topology. */
    private void explainHalves(List<PolledRequest> batch) {
        if (batch.size() == 1) {
            return;
        }
        int middle = batch.size() / 2;
        for (List<PolledRequest> half : List.of(batch.subList(0, middle), batch.subList(middle, batch.size()))) {
            try {
                leaveExplanations(half);
            } catch (EngineException e) {
                LOG.debug("A part of {} is explained in parts: {}", half.size(), e.getMessage());
                explainHalves(half);
            }
        }
    }

    private void leaveExplanations(List<PolledRequest> batch) {
        List<Outcome> outcomes =
                explainer.explain(batch.stream().map(PolledRequest::request).toList());
        for (int i = 0; i < outcomes.size(); i++) {
            Headers headers = batch.get(i).headers();
            outcomes.get(i).explanation().ifPresent(explained -> headers.add(new ExplainedHeader(explained)));
        }
    }
}
