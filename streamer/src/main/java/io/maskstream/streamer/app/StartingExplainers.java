package io.maskstream.streamer.app;

import io.maskstream.schemas.artifact.ExplainerStore;
import io.maskstream.schemas.artifact.InvalidArtifactException;
import io.maskstream.schemas.record.Quotes;
import io.maskstream.streamer.config.StreamerConfig;
import io.maskstream.streamer.engine.Explainer;
import io.maskstream.streamer.engine.ExplainerLoader;
import io.maskstream.streamer.release.ReleaseIntake;
import io.maskstream.streamer.release.ReleaseMetrics;
import io.maskstream.streamer.release.ReleaseRefusedException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads the explainers that serve from the start: for each one the version that it is pinned to, otherwise the last
 * release, otherwise the highest version in the store.
 */
final class StartingExplainers {

    private static final Logger LOG = LoggerFactory.getLogger(StartingExplainers.class);

    /** Maximum length of a reason, in code points. */
    private static final int LONGEST_SENTENCE = 1000;

    private final StreamerConfig config;
    private final ExplainerStore store;
    private final ReleaseIntake intake;

    StartingExplainers(StreamerConfig config, ExplainerStore store, ReleaseIntake intake) {
        this.config = config;
        this.store = store;
        this.intake = intake;
    }

    /** Returns a loader of versions from the store for a command, according to the settings. */
    static StartingExplainers of(StreamerConfig config, ExplainerLoader loader, ReleaseMetrics metrics) {
        return new StartingExplainers(config, config.explainerStore(), intake(config, loader, metrics));
    }

    /** Returns the intake that loads versions from the store and takes in releases, according to the settings. */
    static ReleaseIntake intake(StreamerConfig config, ExplainerLoader loader, ReleaseMetrics metrics) {
        return new ReleaseIntake(
                config.explainerStore(), config.largestReleaseBytes(), config.releaseLocations(), loader, metrics);
    }

    /**
     * Loads the explainers and warms them up.
     *
     * @param releases the last release of each explainer; null for one that was withdrawn
     * @return an explainer for each name in the settings, in their order
     * @throws StartException if a name has no version, or none that works
     */
    List<Explainer> load(Map<String, byte[]> releases) {
        List<Explainer> loaded = new ArrayList<>();
        try {
            List<String> names = config.explainers();
            for (String name : names) {
                LOG.info("Loading explainer {} ({} of {}) ...", name, loaded.size() + 1, names.size());
                loaded.add(load(name, releases.get(name)));
            }
            return loaded;
        } catch (StartException e) {
            loaded.forEach(Explainer::close);
            throw e;
        } catch (InvalidArtifactException e) {
            loaded.forEach(Explainer::close);
            throw new StartException(e.getMessage(), e);
        } catch (RuntimeException | Error e) {
            // Any exception that an artifact causes in a library.
            loaded.forEach(Explainer::close);
            throw new StartException("An explainer cannot be loaded: " + Quotes.oneLine(e.toString()) + ".", e);
        }
    }

    /**
     * Loads one version from the store.
     *
     * @throws StartException if it cannot serve
     * @throws InvalidArtifactException if it does not exist
     */
    Explainer version(String name, int version) {
        return ready(name, version);
    }

    private Explainer load(String name, byte[] release) {
        Integer pinned = config.pinnedVersions().get(name);
        if (pinned != null) {
            return ready(name, pinned);
        }
        if (release == null) {
            return ready(name, store.latest(name));
        }
        // Like running streamers, refuses a release that takes another kind of input than the version before.
        return intake.take(name, release, Optional.empty(), intake.kindInStore(name))
                .orElseGet(() -> highestThatWorks(name));
    }

    /** Returns the highest version that works after a release was refused, which may be the highest version itself. */
    private Explainer highestThatWorks(String name) {
        List<Integer> versions = new ArrayList<>(store.versions(name));
        Collections.reverse(versions);
        for (int version : versions) {
            try {
                Explainer explainer = ready(name, version);
                LOG.warn("Version {} of {} from the store serves instead of the release", version, name);
                return explainer;
            } catch (InvalidArtifactException | StartException e) {
                LOG.warn("Version {} of {} in the store cannot serve: {}", version, name, e.getMessage());
            }
        }
        throw new StartException(
                "The last release of " + name + " is refused, and no version in " + store
                        + " can serve instead; the lines above give the reasons.",
                null);
    }

    private Explainer ready(String name, int version) {
        try {
            return intake.stored(name, version);
        } catch (ReleaseRefusedException e) {
            throw new StartException(
                    "Version " + version + " of " + name + " in " + store + " cannot serve ("
                            + e.reason().code() + "): " + Quotes.shown(e.getMessage(), LONGEST_SENTENCE) + ".",
                    e);
        }
    }
}
