package io.maskstream.streamer.stream;

import io.maskstream.streamer.explain.BadRecordException;
import io.maskstream.streamer.explain.CloudEventHeaders;
import io.maskstream.streamer.explain.ExplainedRequest;
import io.maskstream.streamer.explain.Lookahead;
import io.maskstream.streamer.explain.Outcome;
import io.maskstream.streamer.explain.PollProgress;
import io.maskstream.streamer.explain.RecordOrigin;
import io.maskstream.streamer.explain.RefusedRequest;
import io.maskstream.streamer.live.LiveRecord;
import io.maskstream.streamer.live.LiveTap;
import io.maskstream.streamer.metrics.Stage;
import io.maskstream.streamer.metrics.StreamerMetrics;
import io.maskstream.streamer.trace.TraceParent;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Forwards the explanation that the look-ahead attached to a record, or throws its refusal. */
final class ExplanationProcessor implements Processor<byte[], byte[], byte[], byte[]> {

    private final StreamerMetrics metrics;
    private final LiveTap live;
    private final PollProgress progress;
    private final Optional<CloudEventHeaders> events;
    private ProcessorContext<byte[], byte[]> context;

    ExplanationProcessor(
            StreamerMetrics metrics, LiveTap live, PollProgress progress, Optional<CloudEventHeaders> events) {
        this.metrics = metrics;
        this.live = live;
        this.progress = progress;
        this.events = events;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
        this.context = context;
    }

    /** @throws BadRecordException if the record can never be explained */
    @Override
    public void process(Record<byte[], byte[]> record) {
        if (progress.commitIsDue()) {
            // The commit happens after this record.
            context.commit();
        }
        Outcome outcome = Lookahead.take(record.headers())
                .orElseThrow(() -> new IllegalStateException("a record has bypassed the look-ahead"));
        if (outcome instanceof RefusedRequest refused) {
            throw refused.exception();
        }
        forward(record, (ExplainedRequest) outcome);
    }

    private void forward(Record<byte[], byte[]> record, ExplainedRequest explained) {
        RecordOrigin origin = context.recordMetadata()
                .map(metadata -> new RecordOrigin(metadata.topic(), metadata.partition(), metadata.offset()))
                .orElseThrow();
        Headers headers = events.map(event -> event.of(record.headers(), origin, record.timestamp()))
                .orElse(record.headers());
        metrics.timed(
                Stage.FORWARD,
                () -> context.forward(record.withValue(explained.value()).withHeaders(headers)));
        metrics.recordExplained(explained.explainer(), record.timestamp(), TraceParent.in(record.headers()));
        live.offer(LiveRecord.explained(origin, record.timestamp(), record.value(), explained));
    }
}
