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

/** The versions that explained, loaded when they are first asked for; those asked for lately stay. Safe for use by several threads. */
final class ExplainerVersions implements AutoCloseable {

    /** As manifests have it. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

    /** More than one version of each of some explainers serves at a time but for moments. */
    private static final int KEPT = 6;

    /**
     * What explains again.
     *
     * @param explainers the one version
     * @param preparation reads and encodes for it
     * @param plain explains with it
     * @param verifying explains with it, and predicts the masked input, too
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
     * One that was asked for.
     *
     * @param version null where it cannot be had
     * @param why it cannot be had
     */
    record Found(Version version, String why) {}

    private record Key(ExplainerIdentity identity, boolean half) {}

    private final ExplainingAgain explaining;
    private final Map<Key, Found> kept = new LinkedHashMap<>(16, 0.75f, true);

    ExplainerVersions(ExplainingAgain explaining) {
        this.explaining = explaining;
    }

    /**
     * The very version that an explanation names.
     *
     * @param precision in which it explained; another one is taken where the processor lacks that
     */
    synchronized Found of(ExplainerIdentity identity, String precision) {
        return kept.computeIfAbsent(
                new Key(identity, precision.equals(NumericMode.HALF)), key -> load(identity, key.half()));
    }

    private Found load(ExplainerIdentity identity, boolean half) {
        Explainer explainer;
        if (!NAME.matcher(identity.getName()).matches() || identity.getVersion() < 1) {
            // Or it would be a path to somewhere else.
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
                            + explainer.identity().getDigest() + ", and the explanation names "
                            + identity.getDigest());
        }
        return new Found(explaining.with(explainer), null);
    }

    /** Whether there are more than shall be kept. */
    synchronized boolean areTooMany() {
        return kept.size() > KEPT;
    }

    /** Lets those go that were not asked for lately. To be called while nothing is explained. */
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
