package io.maskstream.streamer.http;

/** Answers requests. */
@FunctionalInterface
public interface ExchangeHandler {

    /**
     * Answers now or later, on any thread. Must return at once, because it is called on one of the few threads that
     * serve all clients.
     */
    void handle(Exchange exchange);
}
