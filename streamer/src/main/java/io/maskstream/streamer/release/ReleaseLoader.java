package io.maskstream.streamer.release;

import io.maskstream.schemas.artifact.ArtifactStore;
import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.schemas.artifact.InvalidArtifactException;
import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.encoding.InputKind;
import io.maskstream.schemas.record.ExplainerRelease;
import io.maskstream.streamer.engine.EngineException;
import io.maskstream.streamer.engine.Explainer;
import io.maskstream.streamer.engine.ExplainerLoader;
import io.maskstream.streamer.engine.WarmUpException;
import io.maskstream.streamer.release.ReleaseRefusedException.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From a release to an explainer that is ready to serve. */
final class ReleaseLoader {

    private static final Logger LOG = LoggerFactory.getLogger(ReleaseLoader.class);

    private final ArtifactStore store;
    private final ReleaseFetch fetch;
    private final ExplainerLoader loader;

    /**
     * Makes a loader.
     *
     * @param store from which a release is taken where it has just that; it need not be fetched then
     * @param loader of what was fetched
     */
    ReleaseLoader(ArtifactStore store, ReleaseFetch fetch, ExplainerLoader loader) {
        this.store = store;
        this.fetch = fetch;
        this.loader = loader;
    }

    /**
     * Fetches, checks, loads and warms up a release.
     *
     * @param kind of input that it must take; empty where any will do
     * @throws ReleaseRefusedException if it must not serve
     */
    Explainer load(ExplainerRelease release, Optional<InputKind> kind) {
        Optional<ExplainerArtifact> stored = stored(release);
        if (stored.isPresent()) {
            return load(release, kind, stored.get());
        }
        Path folder = temporaryFolder();
        try {
            return load(release, kind, fetch.fetch(release, folder));
        } finally {
            // A loaded model needs its files no more.
            delete(folder);
        }
    }

    private Optional<ExplainerArtifact> stored(ExplainerRelease release) {
        try {
            return Optional.of(store.open(release.getName(), release.getVersion()))
                    .filter(artifact -> artifact.digest().equals(release.getDigest()));
        } catch (InvalidArtifactException e) {
            LOG.debug("Not in the store: {}", e.getMessage());
            return Optional.empty();
        }
    }

    private Explainer load(ExplainerRelease release, Optional<InputKind> kind, ExplainerArtifact artifact) {
        check(release, kind, artifact.manifest());
        try {
            return loader.load(artifact);
        } catch (WarmUpException e) {
            throw new ReleaseRefusedException(Reason.FAILED_WARM_UP, e.getMessage(), e);
        } catch (EngineException | InvalidArtifactException e) {
            throw new ReleaseRefusedException(Reason.UNLOADABLE, e.getMessage(), e);
        }
    }

    private static void check(ExplainerRelease release, Optional<InputKind> kind, Manifest manifest) {
        if (!manifest.name().equals(release.getName()) || manifest.version() != release.getVersion()) {
            throw new ReleaseRefusedException(
                    Reason.OTHER_VERSION,
                    "its manifest is that of version " + manifest.version() + " of " + manifest.name());
        }
        if (!manifest.frozenModel().sha256().equals(release.getFrozenModelDigest())) {
            throw new ReleaseRefusedException(
                    Reason.OTHER_FROZEN_MODEL,
                    "it explains the frozen model " + manifest.frozenModel().sha256() + ", but "
                            + release.getFrozenModelDigest() + " was announced");
        }
        if (kind.isPresent() && kind.get() != manifest.input().kind()) {
            throw new ReleaseRefusedException(
                    Reason.WRONG_KIND,
                    "it takes " + manifest.input().kind().one() + ", and the version before "
                            + kind.get().one());
        }
    }

    private static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("maskstream-release-");
        } catch (IOException e) {
            throw new ReleaseRefusedException(Reason.NOT_STORED, "there is no room for it: " + e, e);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
                Files.delete(file);
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("The temporary folder {} is not deleted: {}", folder, e.toString());
        }
    }
}
