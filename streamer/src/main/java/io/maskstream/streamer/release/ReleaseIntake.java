package io.maskstream.streamer.release;

import io.maskstream.schemas.artifact.ExplainerStore;
import io.maskstream.schemas.artifact.Judgement;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.schemas.record.AvroCodec;
import io.maskstream.schemas.record.ExplainerRelease;
import io.maskstream.schemas.record.Quotes;
import io.maskstream.schemas.record.UnreadableRecordException;
import io.maskstream.streamer.engine.Explainer;
import io.maskstream.streamer.engine.ExplainerLoader;
import io.maskstream.streamer.release.ReleaseRefusedException.Reason;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides which releases serve. Others are refused: logged, counted, and forgotten unless the reason may be temporary.
 * To be used by one thread at a time.
 */
public final class ReleaseIntake {

    private static final Logger LOG = LoggerFactory.getLogger(ReleaseIntake.class);

    /** In bytes; enough for a few names, digests and a location. */
    private static final int LARGEST_RELEASE = 1 << 16;

    /** Length in a log line, in code points. */
    private static final int LONGEST_LOCATION = 300;

    private static final int LONGEST_SENTENCE = 1000;

    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

    private final AvroCodec<ExplainerRelease> codec = AvroCodec.singleObject(ExplainerRelease.class);
    private final ReleaseLoader loader;
    private final ReleaseMetrics metrics;
    private final Map<String, byte[]> postponed = new LinkedHashMap<>();

    /**
     * Creates an intake.
     *
     * @param store store that a release is taken from if it contains exactly this version
     * @param largestBytes maximum size of a release
     * @param allowed locations that releases may come from, including the store
     * @param explainers loader for the explainers
     */
    public ReleaseIntake(
            ExplainerStore store,
            long largestBytes,
            AllowedLocations allowed,
            ExplainerLoader explainers,
            ReleaseMetrics metrics) {
        this(new ReleaseLoader(store, new ReleaseFetch(largestBytes, allowed), explainers), metrics);
    }

    ReleaseIntake(ReleaseLoader loader, ReleaseMetrics metrics) {
        this.loader = loader;
        this.metrics = metrics;
    }

    /**
     * Takes in a release.
     *
     * @param name name of its explainer, which is the record's key
     * @param value value of the record
     * @param serving digest of the version that serves; empty at the start
     * @param kind kind of input that it must take; empty if any kind is accepted
     * @return the explainer, ready to serve; empty if it serves already or is refused
     */
    public Optional<Explainer> take(String name, byte[] value, Optional<String> serving, Optional<InputKind> kind) {
        return take(name, value, serving, kind, release -> Optional.empty());
    }

    /**
     * Takes in a release that may be loaded already.
     *
     * @param ready returns the explainer of a release if it is loaded already
     */
    Optional<Explainer> take(
            String name,
            byte[] value,
            Optional<String> serving,
            Optional<InputKind> kind,
            Function<ExplainerRelease, Optional<Explainer>> ready) {
        postponed.remove(name);
        String shown = "of " + name;
        try {
            ExplainerRelease release = read(name, value);
            shown = "of version " + release.getVersion() + " of " + name + " at "
                    + Quotes.shown(release.getLocation(), LONGEST_LOCATION);
            if (serving.filter(release.getDigest()::equals).isPresent()) {
                return Optional.empty();
            }
            Optional<Explainer> loaded = ready.apply(release);
            if (loaded.isPresent()) {
                return loaded;
            }
            LOG.info("Loading the release {}", shown);
            return Optional.of(loader.load(release, kind));
        } catch (ReleaseRefusedException e) {
            refused(shown, e.reason(), e.getMessage());
            if (e.reason().passes()) {
                postponed.put(name, value);
            }
        } catch (RuntimeException | Error e) {
            // Whatever a library throws because of a release, the previous version continues to serve.
            refused(shown, Reason.FAILED, "it failed with " + e);
        }
        return Optional.empty();
    }

    private void refused(String shown, Reason reason, String sentence) {
        metrics.refused(reason);
        LOG.warn("The release {} is refused ({}): {}", shown, reason.code(), Quotes.shown(sentence, LONGEST_SENTENCE));
    }

    /**
     * Loads a version from the store.
     *
     * @return the version, ready to serve
     * @throws ReleaseRefusedException if it must not serve
     * @throws io.maskstream.schemas.artifact.InvalidArtifactException if the store cannot be read
     */
    public Explainer stored(String name, int version) {
        return loader.loadStored(name, version);
    }

    /** Returns the kind of input of the highest version in the store; empty if it cannot be determined. */
    public Optional<InputKind> kindInStore(String name) {
        return loader.kindInStore(name);
    }

    /**
     * Returns the kind of input of a version in the store.
     *
     * @throws ReleaseRefusedException if it cannot be read, or must not serve
     */
    public InputKind kind(String name, int version) {
        return loader.kind(name, version);
    }

    /**
     * Returns the releases that were refused for reasons that may be temporary, unless a later release has replaced
     * them.
     */
    Map<String, byte[]> postponed() {
        return Map.copyOf(postponed);
    }

    /** Forgets a release that was withdrawn. */
    void withdraw(String name) {
        postponed.remove(name);
    }

    private ExplainerRelease read(String name, byte[] value) {
        if (value.length > LARGEST_RELEASE) {
            throw new ReleaseRefusedException(
                    Reason.UNREADABLE, "the record has more than " + LARGEST_RELEASE + " bytes");
        }
        ExplainerRelease release;
        try {
            release = codec.decode(value);
        } catch (UnreadableRecordException e) {
            throw new ReleaseRefusedException(Reason.UNREADABLE, e.getMessage(), e);
        }
        if (!release.getName().equals(name)) {
            throw new ReleaseRefusedException(
                    Reason.UNREADABLE,
                    "its key is " + name + ", but it names the explainer " + Quotes.shown(release.getName()));
        }
        if (!DIGEST.matcher(release.getDigest()).matches()) {
            throw new ReleaseRefusedException(
                    Reason.UNREADABLE, "its digest is not a SHA-256 digest (64 hex digits in lower case)");
        }
        if (!release.getDespite().stream().allMatch(Judgement::isCondition)) {
            throw new ReleaseRefusedException(
                    Reason.UNREADABLE,
                    "its field despite contains an invalid condition name; use lower-case letters and underscores");
        }
        return release;
    }
}
