package io.maskstream.streamer;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** Waits of tests for what other threads and processes do. */
public final class Waiting {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private Waiting() {}

    /**
     * Starts a wait of at most a minute.
     *
     * <p>An exception that ends another thread does not end the wait, because Kafka Streams lets a thread that it
     * replaces end with one.
     *
     * @param what the awaited state, for the message when the time is over
     */
    public static ConditionFactory await(String what) {
        return Awaitility.await(what)
                .atMost(PATIENCE)
                .pollInterval(PAUSE)
                .pollDelay(Duration.ZERO)
                .dontCatchUncaughtExceptions();
    }
}
