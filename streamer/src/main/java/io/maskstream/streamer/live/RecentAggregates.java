package io.maskstream.streamer.live;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** Sums up what is kept now and then, however often somebody asks. For one thread. */
final class RecentAggregates {

    private static final Duration LASTS = Duration.ofSeconds(5);

    private final Aggregates aggregates;
    private String last;
    private long madeNanos;

    RecentAggregates(Aggregates aggregates) {
        this.aggregates = aggregates;
    }

    /** As {@link Aggregates#of} gives it, at most some seconds old. */
    String of(Supplier<List<LiveEvent>> kept) {
        if (last == null || System.nanoTime() - madeNanos > LASTS.toNanos()) {
            last = aggregates.of(kept.get());
            madeNanos = System.nanoTime();
        }
        return last;
    }
}
