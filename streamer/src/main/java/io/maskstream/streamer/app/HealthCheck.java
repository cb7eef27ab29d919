package io.maskstream.streamer.app;

import io.maskstream.streamer.explain.Lookahead;
import io.maskstream.streamer.http.Health;
import io.maskstream.streamer.release.ReleaseFollower;
import io.maskstream.streamer.stream.ExplanationStream;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * State of health of the streamer. Extends the state of Kafka Streams, which does not notice that a call of a graph
 * never returns or that records are never read to their end. Such a streamer soon loses its partitions, and only a new
 * process helps.
 */
final class HealthCheck implements Supplier<Health> {

    private final ExplanationStream stream;
    private final Lookahead lookahead;
    private final Duration pollInterval;
    private final Optional<ReleaseFollower> follower;

    /** @param pollInterval time without a poll after which a streamer loses its partitions */
    HealthCheck(
            ExplanationStream stream, Lookahead lookahead, Duration pollInterval, Optional<ReleaseFollower> follower) {
        this.stream = stream;
        this.lookahead = lookahead;
        this.pollInterval = pollInterval;
        this.follower = follower;
    }

    @Override
    public Health get() {
        Health health = Health.of(stream.state());
        Duration running = lookahead.longestRunning();
        if (running.compareTo(pollInterval.dividedBy(2)) > 0) {
            return health.down("a stream thread has been explaining one poll for " + running.toSeconds() + " s");
        }
        int left = lookahead.threadsLeftBehind();
        if (left > Runtime.getRuntime().availableProcessors()) {
            return health.down(left + " threads are abandoned on records that take too long to read");
        }
        return follower.flatMap(ReleaseFollower::failure).map(health::degraded).orElse(health);
    }
}
