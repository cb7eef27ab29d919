package io.maskstream.streamer.explain;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Measures how long calls have been running that have not returned yet. Safe for use by several threads. */
final class RunningCalls {

    private final LongSupplier nanoTime;
    private final Map<Thread, Long> starts = new ConcurrentHashMap<>();

    RunningCalls(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Makes a call, which must not make another watched call itself. */
    <T> T watched(Supplier<T> call) {
        starts.put(Thread.currentThread(), nanoTime.getAsLong());
        try {
            return call.get();
        } finally {
            starts.remove(Thread.currentThread());
        }
    }

    /** Returns how long the oldest call has been running; zero if there is none. */
    Duration longest() {
        long now = nanoTime.getAsLong();
        return Duration.ofNanos(
                starts.values().stream().mapToLong(start -> now - start).max().orElse(0));
    }
}
