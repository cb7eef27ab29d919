package io.maskstream.streamer.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Answers with the metrics. Whoever asks while they are written gets the next ones, and all that wait get the same, so that
 * no number of requests keeps more than one thread busy.
 */
final class Scrapes implements ExchangeHandler {

    private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private final Supplier<String> metrics;
    private final Executor thread;
    private List<Exchange> waiting = new ArrayList<>();

    /**
     * @param metrics gives their text
     * @param thread that writes them
     */
    Scrapes(Supplier<String> metrics, Executor thread) {
        this.metrics = metrics;
        this.thread = thread;
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
            byte[] text = metrics.get().getBytes(StandardCharsets.UTF_8);
            asked.forEach(exchange -> exchange.send(200, PROMETHEUS_TEXT, text));
        } catch (RuntimeException e) {
            asked.forEach(exchange -> exchange.fail(e));
        }
    }
}
