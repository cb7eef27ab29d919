package io.maskstream.streamer.live;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** Caches the summary of the kept records, so that frequent requests cost no more. To be used by one thread. */
final class RecentAggregates {

    private static final Duration LASTS = Duration.ofSeconds(5);

    private final Aggregates aggregates;
    private String last;
    private long madeNanos;

    RecentAggregates(Aggregates aggregates) {
        this.aggregates = aggregates;
    }

    /** Returns the result of {@link Aggregates#of}, at most some seconds old. */
    String of(Supplier<List<LiveEvent>> kept) {
        if (last == null || System.nanoTime() - madeNanos > LASTS.toNanos()) {
            last = aggregates.of(kept.get());
            madeNanos = System.nanoTime();
        }
        return last;
    }
}
