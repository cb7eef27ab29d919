package io.maskstream.streamer.explain;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Knows for how long calls have been running that have not returned. Safe for use by several threads. */
final class RunningCalls {

    private final LongSupplier nanoTime;
    private final Map<Thread, Long> starts = new ConcurrentHashMap<>();

    RunningCalls(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Makes a call, which makes no other one itself. */
    <T> T watched(Supplier<T> call) {
        starts.put(Thread.currentThread(), nanoTime.getAsLong());
        try {
            return call.get();
        } finally {
            starts.remove(Thread.currentThread());
        }
    }

    /** For how long the oldest of them has been running; zero if none is. */
    Duration longest() {
        long now = nanoTime.getAsLong();
        return Duration.ofNanos(
                starts.values().stream().mapToLong(start -> now - start).max().orElse(0));
    }
}
