package io.maskstream.streamer.metrics;

import io.maskstream.streamer.trace.TraceParent;
import io.prometheus.metrics.tracer.common.SpanContext;
import java.util.Optional;

/**
 * Of which trace the record is whose time a thread is measuring. A histogram that is asked for as OpenMetrics shows it as an
 * exemplar, so that one sees what a slow record went through before.
 */
public final class RecordTraces implements SpanContext {

    @SuppressWarnings("ThreadLocalUsage") // Static, it would be that of all registries in a process.
    private final ThreadLocal<TraceParent> measured = new ThreadLocal<>();

    /** Measures a record. */
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
        // The span is another process's.
    }
}
