package io.maskstream.streamer.audit;

import io.maskstream.schemas.record.ExplainerIdentity;
import io.maskstream.schemas.record.Quotes;
import io.maskstream.streamer.engine.Explainer;
import io.maskstream.streamer.engine.NumericMode;
import io.maskstream.streamer.engine.ServedExplainers;
import io.maskstream.streamer.explain.BatchExplainer;
import io.maskstream.streamer.explain.RequestPreparation;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The versions that made the explanations, loaded on first use; the most recently used ones are kept. Safe for use by
 * several threads.
 */
final class ExplainerVersions implements AutoCloseable {

    /** Same pattern as for manifests. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

    /** Only for moments do several versions of one explainer serve at the same time. */
    private static final int KEPT = 6;

    /**
     * What is needed to explain with one version.
     *
     * @param explainers contains only this version
     * @param preparation reads and encodes requests for it
     * @param plain explains with it
     * @param verifying explains with it, and also predicts the masked input
     */
    record Version(
            ServedExplainers explainers, RequestPreparation preparation, BatchExplainer plain, BatchExplainer verifying)
            implements AutoCloseable {
        @Override
        public void close() {
            explainers.close();
        }
    }

    /**
     * Result of looking for a version.
     *
     * @param version the version; null if it is not available
     * @param why why it is not available
     */
    record Found(Version version, String why) {}

    private record Key(ExplainerIdentity identity, boolean half) {}

    private final ExplainingAgain explaining;
    private final Map<Key, Found> kept = new LinkedHashMap<>(16, 0.75f, true);

    ExplainerVersions(ExplainingAgain explaining) {
        this.explaining = explaining;
    }

    /**
     * Returns the exact version that an explanation names.
     *
     * @param precision precision of the explanation; another one is used if the processor does not support it
     */
    synchronized Found of(ExplainerIdentity identity, String precision) {
        return kept.computeIfAbsent(
                new Key(identity, precision.equals(NumericMode.HALF)), key -> load(identity, key.half()));
    }

    private Found load(ExplainerIdentity identity, boolean half) {
        Explainer explainer;
        if (!NAME.matcher(identity.getName()).matches() || identity.getVersion() < 1) {
            // Such a name could be a path to another folder.
            return new Found(null, "no explainer is called '" + Quotes.shown(identity.getName()) + "'");
        }
        try {
            explainer = explaining.loading().load(identity.getName(), identity.getVersion(), half);
        } catch (RuntimeException e) {
            return new Found(null, e.getMessage());
        }
        if (!explainer.identity().equals(identity)) {
            explainer.close();
            return new Found(
                    null,
                    "version " + identity.getVersion() + " of " + identity.getName() + " in the store has the digest "
                            + explainer.identity().getDigest() + ", but the explanation names "
                            + identity.getDigest());
        }
        return new Found(explaining.with(explainer), null);
    }

    /** Returns whether there are more than should be kept. */
    synchronized boolean areTooMany() {
        return kept.size() > KEPT;
    }

    /** Closes the least recently used versions. Must be called while nothing is being explained. */
    synchronized void trim() {
        for (Iterator<Found> oldest = kept.values().iterator(); kept.size() > KEPT; ) {
            Found found = oldest.next();
            oldest.remove();
            if (found.version() != null) {
                found.version().close();
            }
        }
    }

    @Override
    public synchronized void close() {
        kept.values().stream().filter(found -> found.version() != null).forEach(found -> found.version()
                .close());
        kept.clear();
    }
}
