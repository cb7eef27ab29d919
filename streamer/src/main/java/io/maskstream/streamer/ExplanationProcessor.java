package io.maskstream.streamer;

import io.maskstream.schemas.record.RefusalReason;
import io.maskstream.streamer.engine.BatchExplainer;
import io.maskstream.streamer.engine.ExplainedRequest;
import io.maskstream.streamer.engine.RecordOrigin;
import io.maskstream.streamer.engine.RequestPreparation;
import io.maskstream.streamer.engine.ServedExplainers;
import io.maskstream.streamer.errors.BadRecordException;
import io.maskstream.streamer.errors.RecordSize;
import io.maskstream.streamer.live.LiveRecord;
import io.maskstream.streamer.live.LiveTap;
import io.maskstream.streamer.lookahead.Lookahead;
import io.maskstream.streamer.lookahead.PollProgress;
import io.maskstream.streamer.metrics.Stage;
import io.maskstream.streamer.metrics.StreamerMetrics;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Forwards the explanation that the look-ahead left for a record, or explains the record alone. */
final class ExplanationProcessor implements Processor<byte[], byte[], byte[], byte[]> {

    private final RequestPreparation preparation;
    private final BatchExplainer explainer;
    private final StreamerMetrics metrics;
    private final LiveTap live;
    private final int largestRecordBytes;
    private final PollProgress progress;
    private ProcessorContext<byte[], byte[]> context;

    ExplanationProcessor(
            RequestPreparation preparation,
            BatchExplainer explainer,
            StreamerMetrics metrics,
            LiveTap live,
            int largestRecordBytes,
            PollProgress progress) {
        this.preparation = preparation;
        this.explainer = explainer;
        this.metrics = metrics;
        this.live = live;
        this.largestRecordBytes = largestRecordBytes;
        this.progress = progress;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
        this.context = context;
    }

    /** @throws BadRecordException if the record can never be explained */
    @Override
    public void process(Record<byte[], byte[]> record) {
        if (progress.commitIsDue()) {
            // Once this record is through.
            context.commit();
        }
        RecordOrigin origin = context.recordMetadata()
                .map(metadata -> new RecordOrigin(metadata.topic(), metadata.partition(), metadata.offset()))
                .orElseThrow();
        ExplainedRequest explained =
                Lookahead.take(record.headers()).orElseGet(() -> explainAlone(origin, record.value()));
        long bytes = RecordSize.of(record.key(), explained.value(), record.headers());
        if (bytes > largestRecordBytes) {
            throw new BadRecordException(
                    RefusalReason.TOO_LARGE,
                    "record " + origin + ": its explanation takes " + bytes
                            + " bytes with key and headers, and the producer sends at most " + largestRecordBytes
                            + " (producer.max.request.size)");
        }
        metrics.timed(Stage.FORWARD, () -> context.forward(record.withValue(explained.value())));
        metrics.recordExplained(explained.explainer(), record.timestamp());
        live.offer(LiveRecord.explained(origin, record.timestamp(), record.value(), explained));
    }

    private ExplainedRequest explainAlone(RecordOrigin origin, byte[] value) {
        try (ServedExplainers.Lease lease = preparation.lease()) {
            return explainer.explainAlone(preparation.prepare(origin, value, lease));
        }
    }
}
