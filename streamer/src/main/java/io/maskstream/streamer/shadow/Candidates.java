package io.maskstream.streamer.shadow;

import io.maskstream.schemas.record.ExplainerIdentity;
import io.maskstream.streamer.engine.Explainer;
import io.maskstream.streamer.engine.ServedExplainers;
import java.util.List;
import java.util.Optional;

/** The candidates that are loaded, at most one for each explainer. They never serve. Safe for use by several threads. */
public final class Candidates implements AutoCloseable {

    private final ServedExplainers loaded = new ServedExplainers(List.of());
    private final ShadowMetrics metrics;

    public Candidates(ShadowMetrics metrics) {
        this.metrics = metrics;
    }

    /** Adds one, in the place of the candidate of the same explainer if there is one. */
    public synchronized void put(Explainer candidate) {
        identity(candidate.name()).ifPresent(this::remove);
        loaded.put(candidate);
        metrics.loaded(candidate.identity());
    }

    /** Takes one away, unless another one has taken its place. It is closed once nobody asks it any more. */
    public synchronized void remove(ExplainerIdentity candidate) {
        if (identity(candidate.getName()).filter(candidate::equals).isPresent()) {
            loaded.remove(candidate.getName());
            metrics.removed(candidate);
        }
    }

    /** Which candidate an explainer has now. */
    public Optional<ExplainerIdentity> identity(String explainer) {
        return loaded.identity(explainer);
    }

    /** Keeps those that are there now open. */
    ServedExplainers.Lease lease() {
        return loaded.lease();
    }

    @Override
    public void close() {
        loaded.close();
    }
}
