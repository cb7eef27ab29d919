package io.maskstream.streamer.app;

import io.maskstream.streamer.engine.ServedExplainers;
import io.maskstream.streamer.explain.Lookahead;
import io.maskstream.streamer.http.StatusServer;
import io.maskstream.streamer.live.LiveView;
import io.maskstream.streamer.release.ReleaseFollower;
import io.maskstream.streamer.stream.ExplanationStream;
import io.maskstream.streamer.trace.BatchTraces;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;

/**
 * The parts of a running streamer.
 *
 * @param live empty if there is no live view
 * @param follower empty if releases are not followed
 * @param candidates empty if no candidates are compared
 */
record StreamerParts(
        ServedExplainers explainers,
        Lookahead lookahead,
        BatchTraces traces,
        MeterRegistry registry,
        ExplanationStream stream,
        Optional<LiveView> live,
        StatusServer status,
        Optional<ReleaseFollower> follower,
        Optional<CandidateParts> candidates)
        implements AutoCloseable {

    /** Closes the stream first, while health and metrics still answer, and the explainers last. */
    @Override
    public void close() {
        follower.ifPresent(ReleaseFollower::close);
        stream.close();
        candidates.ifPresent(CandidateParts::close);
        status.close();
        live.ifPresent(LiveView::close);
        registry.close();
        lookahead.close();
        traces.close();
        // A thread that is still inside a graph holds a lease on its explainer.
        explainers.close();
    }
}
