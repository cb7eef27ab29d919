package io.maskstream.streamer.shadow;

import io.maskstream.schemas.record.ExplainerIdentity;
import io.maskstream.streamer.engine.Explainer;
import io.maskstream.streamer.engine.ServedExplainers;
import java.util.List;
import java.util.Optional;

/** The loaded candidates, at most one for each explainer. They never serve. Safe for use by several threads. */
public final class Candidates implements AutoCloseable {

    private final ServedExplainers loaded = new ServedExplainers(List.of());
    private final ShadowMetrics metrics;

    public Candidates(ShadowMetrics metrics) {
        this.metrics = metrics;
    }

    /** Adds a candidate, and replaces the one of the same explainer if there is one. */
    public synchronized void put(Explainer candidate) {
        identity(candidate.name()).ifPresent(this::remove);
        loaded.put(candidate);
        metrics.loaded(candidate.identity());
    }

    /** Removes a candidate, unless another one has replaced it. It is closed when it is no longer in use. */
    public synchronized void remove(ExplainerIdentity candidate) {
        if (identity(candidate.getName()).filter(candidate::equals).isPresent()) {
            loaded.remove(candidate.getName());
            metrics.removed(candidate);
        }
    }

    /** Returns the current candidate of an explainer. */
    public Optional<ExplainerIdentity> identity(String explainer) {
        return loaded.identity(explainer);
    }

    /** Returns the identities of the current candidates. */
    public List<ExplainerIdentity> identities() {
        return loaded.all().stream().map(Explainer::identity).toList();
    }

    /** Keeps the current candidates open. */
    ServedExplainers.Lease lease() {
        return loaded.lease();
    }

    @Override
    public void close() {
        loaded.close();
    }
}
