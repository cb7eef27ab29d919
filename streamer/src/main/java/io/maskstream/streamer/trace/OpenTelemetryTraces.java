package io.maskstream.streamer.trace;

import io.maskstream.schemas.record.ExplainerIdentity;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigException;

/**
 * Sends a span for each batch by OTLP, with a link to the trace of each record. Spans wait in a bounded buffer, from
 * which a thread of the SDK sends them. While the collector cannot be reached, spans that do not fit into the buffer
 * are dropped.
 */
public final class OpenTelemetryTraces implements BatchTraces {

    private static final int CLOSE_SECONDS = 3;

    /** The SDK's default limit for the links of a span, which a batch may exceed. */
    private static final int USUAL_LINKS = 128;

    private final OpenTelemetrySdk sdk;
    private final Tracer tracer;
    private final String topic;
    private final String group;

    private OpenTelemetryTraces(OpenTelemetrySdk sdk, String topic, String group) {
        this.sdk = sdk;
        this.tracer = sdk.getTracer("io.maskstream.streamer");
        this.topic = topic;
        this.group = group;
    }

    /**
     * Starts to send. OpenTelemetry's own environment variables decide whatever the settings do not.
     *
     * @param endpoint URL of the collector, without the path of a signal
     * @param topic the topic that records are read from
     * @param group the consumer group; also the service name, unless the environment sets one
     * @param largestBatch the largest number of records in a batch
     * @throws ConfigException if one of those environment variables is invalid
     */
    public static OpenTelemetryTraces to(String endpoint, String topic, String group, int largestBatch) {
        try {
            OpenTelemetrySdk sdk = AutoConfiguredOpenTelemetrySdk.builder()
                    .addPropertiesSupplier(() -> Map.of(
                            "otel.service.name",
                            group,
                            "otel.exporter.otlp.protocol",
                            "http/protobuf",
                            "otel.span.link.count.limit",
                            Integer.toString(Math.max(USUAL_LINKS, largestBatch))))
                    .addPropertiesCustomizer(given -> Map.of(
                            "otel.exporter.otlp.endpoint", endpoint,
                            "otel.metrics.exporter", "none",
                            "otel.logs.exporter", "none"))
                    .disableShutdownHook()
                    .build()
                    .getOpenTelemetrySdk();
            return new OpenTelemetryTraces(sdk, topic, group);
        } catch (ConfigurationException | IllegalStateException e) {
            throw new ConfigException("OpenTelemetry rejects its settings: " + e.getMessage()
                    + ". Check the environment variables that begin with OTEL_; the protocol is http/protobuf.");
        }
    }

    @Override
    public Batch begin(ExplainerIdentity explainer, int records, Stream<TraceParent> parents) {
        // Attribute names follow OpenTelemetry's semantic conventions for messaging.
        SpanBuilder span = tracer.spanBuilder("explain " + topic)
                .setNoParent()
                .setSpanKind(SpanKind.CONSUMER)
                .setAttribute("messaging.system", "kafka")
                .setAttribute("messaging.operation.name", "explain")
                .setAttribute("messaging.operation.type", "process")
                .setAttribute("messaging.destination.name", topic)
                .setAttribute("messaging.consumer.group.name", group)
                .setAttribute("messaging.batch.message_count", records)
                .setAttribute("maskstream.explainer.name", explainer.getName())
                .setAttribute("maskstream.explainer.version", explainer.getVersion());
        parents.forEach(parent -> span.addLink(context(parent)));
        return new TracedBatch(span.startSpan());
    }

    private static SpanContext context(TraceParent parent) {
        return SpanContext.createFromRemoteParent(
                parent.traceId(),
                parent.spanId(),
                parent.sampled() ? TraceFlags.getSampled() : TraceFlags.getDefault(),
                TraceState.getDefault());
    }

    /** A batch that is reported as one span. */
    private record TracedBatch(Span span) implements Batch {

        @Override
        public void failed(Exception reason) {
            span.setStatus(StatusCode.ERROR, String.valueOf(reason.getMessage()));
            span.recordException(reason);
        }

        @Override
        public void close() {
            span.end();
        }
    }

    @Override
    public void close() {
        sdk.getSdkTracerProvider().shutdown().join(CLOSE_SECONDS, TimeUnit.SECONDS);
    }
}
