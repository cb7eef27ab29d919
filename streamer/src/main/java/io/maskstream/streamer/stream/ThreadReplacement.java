package io.maskstream.streamer.stream;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces a stream thread that died, since most causes are temporary, such as a broker that restarts or a registry
 * that does not answer. Because other causes would persist, the client is shut down after a number of deaths within
 * some time. It is shut down at once if the brokers reject the streamer's credentials or deny it a right, and on
 * errors of the virtual machine.
 */
public final class ThreadReplacement implements StreamsUncaughtExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(ThreadReplacement.class);

    /** Waits before a thread is replaced; a test passes one that does not. */
    @FunctionalInterface
    interface Pause {
        void of(Duration time) throws InterruptedException;
    }

    private static final int MAXIMUM_REPLACEMENTS = 6;
    private static final Duration WINDOW = Duration.ofMinutes(10);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);

    private final BooleanSupplier healed;
    private final Clock clock;
    private final Pause pause;
    private final Deque<Instant> deaths = new ArrayDeque<>();
    private Throwable fatal;

    /** @param healed whether the cause of the latest death will not kill another thread */
    public ThreadReplacement(BooleanSupplier healed) {
        this(healed, Clock.systemUTC(), time -> Thread.sleep(time.toMillis()));
    }

    ThreadReplacement(BooleanSupplier healed, Clock clock, Pause pause) {
        this.healed = healed;
        this.clock = clock;
        this.pause = pause;
    }

    /** Returns why the client was shut down, if it was. */
    public synchronized Optional<Throwable> fatal() {
        return Optional.ofNullable(fatal);
    }

    @Override
    public StreamThreadExceptionResponse handle(Throwable exception) {
        if (healed.getAsBoolean()) {
            LOG.warn(
                    "A stream thread died and is replaced: {}",
                    rootOf(exception).toString());
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        }
        int died = countDeath();
        if (exception instanceof Error || refusal(exception).isPresent() || died > MAXIMUM_REPLACEMENTS) {
            return shutDown(exception);
        }
        // Doubles each time: half a minute in total, enough for a registry or broker to restart.
        Duration time = FIRST_PAUSE.multipliedBy(1L << (died - 1));
        LOG.warn(
                "A stream thread died and is replaced in {} ms: {}",
                time.toMillis(),
                rootOf(exception).toString());
        try {
            pause.of(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return shutDown(exception);
        }
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }

    private synchronized int countDeath() {
        Instant now = clock.instant();
        while (!deaths.isEmpty() && deaths.peekFirst().isBefore(now.minus(WINDOW))) {
            deaths.removeFirst();
        }
        deaths.addLast(now);
        return deaths.size();
    }

    private synchronized StreamThreadExceptionResponse shutDown(Throwable exception) {
        if (fatal == null) {
            fatal = refusal(exception).orElseGet(() -> rootOf(exception));
        }
        return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }

    private static Optional<Throwable> refusal(Throwable exception) {
        return Stream.iterate(exception, Objects::nonNull, Throwable::getCause)
                .filter(e -> e instanceof AuthenticationException || e instanceof AuthorizationException)
                .findFirst();
    }

    private static Throwable rootOf(Throwable exception) {
        Throwable root = exception;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }
}
