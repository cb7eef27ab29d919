package io.maskstream.streamer.metrics;

import io.maskstream.streamer.trace.TraceParent;
import io.prometheus.metrics.tracer.common.SpanContext;
import java.util.Optional;

/**
 * The trace of the record that a thread is measuring. Histograms in OpenMetrics format show it as an exemplar, which
 * leads from a slow record to its earlier processing.
 */
public final class RecordTraces implements SpanContext {

    @SuppressWarnings("ThreadLocalUsage") // A static one would be shared by all registries.
    private final ThreadLocal<TraceParent> measured = new ThreadLocal<>();

    /** Runs a measurement of a record that belongs to the given trace. */
    void during(Optional<TraceParent> trace, Runnable measuring) {
        if (trace.isEmpty()) {
            measuring.run();
            return;
        }
        measured.set(trace.get());
        try {
            measuring.run();
        } finally {
            measured.remove();
        }
    }

    @Override
    public String getCurrentTraceId() {
        TraceParent trace = measured.get();
        return trace == null ? null : trace.traceId();
    }

    @Override
    public String getCurrentSpanId() {
        TraceParent trace = measured.get();
        return trace == null ? null : trace.spanId();
    }

    @Override
    public boolean isCurrentSpanSampled() {
        TraceParent trace = measured.get();
        return trace != null && trace.sampled();
    }

    @Override
    public void markCurrentSpanAsExemplar() {
        // The span belongs to another process.
    }
}
