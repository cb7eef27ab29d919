package io.maskstream.streamer.release;

import io.maskstream.schemas.artifact.ArtifactStore;
import io.maskstream.schemas.encoding.InputKind;
import io.maskstream.schemas.record.AvroCodec;
import io.maskstream.schemas.record.ExplainerRelease;
import io.maskstream.schemas.record.UnreadableRecordException;
import io.maskstream.streamer.engine.Explainer;
import io.maskstream.streamer.engine.ExplainerLoader;
import io.maskstream.streamer.release.ReleaseRefusedException.Reason;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides which releases serve. What must not is refused: logged, counted, and forgotten, unless the reason may pass. For
 * one thread at a time.
 */
public final class ReleaseIntake {

    private static final Logger LOG = LoggerFactory.getLogger(ReleaseIntake.class);

    private final AvroCodec<ExplainerRelease> codec = AvroCodec.singleObject(ExplainerRelease.class);
    private final ReleaseLoader loader;
    private final ReleaseMetrics metrics;
    private final Map<String, byte[]> postponed = new LinkedHashMap<>();

    /**
     * Takes releases in.
     *
     * @param store from which a release is taken where it has just that
     * @param largestBytes of a release
     * @param explainers how they are loaded
     */
    public ReleaseIntake(ArtifactStore store, long largestBytes, ExplainerLoader explainers, ReleaseMetrics metrics) {
        this(new ReleaseLoader(store, new ReleaseFetch(largestBytes), explainers), metrics);
    }

    ReleaseIntake(ReleaseLoader loader, ReleaseMetrics metrics) {
        this.loader = loader;
        this.metrics = metrics;
    }

    /**
     * Takes a release in.
     *
     * @param name of its explainer: the record's key
     * @param value of the record
     * @param serving the digest of the version that serves; empty at the start
     * @param kind of input that it must take; empty where any will do
     * @return the explainer, ready to serve; empty if it serves already or is refused
     */
    public Optional<Explainer> take(String name, byte[] value, Optional<String> serving, Optional<InputKind> kind) {
        postponed.remove(name);
        String shown = "of " + name;
        try {
            ExplainerRelease release = read(name, value);
            shown = "of version " + release.getVersion() + " of " + name + " at " + release.getLocation();
            if (serving.filter(release.getDigest()::equals).isPresent()) {
                return Optional.empty();
            }
            return Optional.of(loader.load(release, kind));
        } catch (ReleaseRefusedException e) {
            metrics.refused(e.reason());
            LOG.warn("The release {} is refused ({}): {}", shown, e.reason().code(), e.getMessage());
            if (e.reason().passes()) {
                postponed.put(name, value);
            }
            return Optional.empty();
        }
    }

    /** Releases that were refused for reasons that may pass, and that no later one has replaced. */
    Map<String, byte[]> postponed() {
        return Map.copyOf(postponed);
    }

    /** Forgets about a release that has been withdrawn. */
    void withdraw(String name) {
        postponed.remove(name);
    }

    private ExplainerRelease read(String name, byte[] value) {
        ExplainerRelease release;
        try {
            release = codec.decode(value);
        } catch (UnreadableRecordException e) {
            throw new ReleaseRefusedException(Reason.UNREADABLE, e.getMessage(), e);
        }
        if (!release.getName().equals(name)) {
            throw new ReleaseRefusedException(
                    Reason.UNREADABLE, "its key is " + name + ", but it is one of " + release.getName());
        }
        return release;
    }
}
