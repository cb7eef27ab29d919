package io.maskstream.streamer.http;

/** Answers requests. */
@FunctionalInterface
public interface ExchangeHandler {

    /** Answers, now or later, on any thread; must return at once: the thread is one of the few that serve everybody. */
    void handle(Exchange exchange);
}
