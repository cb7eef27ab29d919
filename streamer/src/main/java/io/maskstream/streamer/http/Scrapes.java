package io.maskstream.streamer.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;

/**
 * Answers with the metrics in Prometheus' text format, or in OpenMetrics format on request. Requests that arrive while
 * the metrics are written wait and share the next result, so that any number of requests keeps only one thread busy.
 */
final class Scrapes implements ExchangeHandler {

    private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private static final String OPEN_METRICS = "application/openmetrics-text";
    private static final String OPEN_METRICS_TEXT = OPEN_METRICS + "; version=1.0.0; charset=utf-8";

    private final UnaryOperator<String> metrics;
    private final Executor thread;
    private List<Exchange> waiting = new ArrayList<>();

    /**
     * @param metrics returns the metrics as text, by media type
     * @param thread executor on which they are written
     */
    Scrapes(UnaryOperator<String> metrics, Executor thread) {
        this.metrics = metrics;
        this.thread = thread;
    }

    private static String type(String accepted) {
        return accepted != null && accepted.contains(OPEN_METRICS) ? OPEN_METRICS_TEXT : PROMETHEUS_TEXT;
    }

    @Override
    public void handle(Exchange exchange) {
        boolean first;
        synchronized (this) {
            first = waiting.isEmpty();
            waiting.add(exchange);
        }
        if (first) {
            thread.execute(this::answer);
        }
    }

    private void answer() {
        List<Exchange> asked;
        synchronized (this) {
            asked = waiting;
            waiting = new ArrayList<>();
        }
        try {
            Map<String, byte[]> texts = new HashMap<>();
            for (Exchange exchange : asked) {
                String type = type(exchange.header("Accept"));
                byte[] text = texts.computeIfAbsent(
                        type, format -> metrics.apply(format).getBytes(StandardCharsets.UTF_8));
                exchange.send(200, type, text);
            }
        } catch (RuntimeException e) {
            asked.forEach(exchange -> exchange.fail(e));
        }
    }
}
