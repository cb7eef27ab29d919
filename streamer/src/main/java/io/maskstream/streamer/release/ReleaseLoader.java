package io.maskstream.streamer.release;

import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.schemas.artifact.ExplainerStore;
import io.maskstream.schemas.artifact.InvalidArtifactException;
import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.schemas.record.ExplainerRelease;
import io.maskstream.schemas.record.Quotes;
import io.maskstream.streamer.background.Leavable;
import io.maskstream.streamer.engine.EngineException;
import io.maskstream.streamer.engine.Explainer;
import io.maskstream.streamer.engine.ExplainerLoader;
import io.maskstream.streamer.engine.ForbiddenOperationException;
import io.maskstream.streamer.engine.WarmUpException;
import io.maskstream.streamer.release.ReleaseRefusedException.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads releases as explainers that are ready to serve. */
final class ReleaseLoader {

    private static final Logger LOG = LoggerFactory.getLogger(ReleaseLoader.class);

    /** Time for loading and warming up; the shipped explainers take seconds. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /** Maximum number of abandoned loads that may still hang. */
    private static final int MOST_LEFT = 2;

    private final ExplainerStore store;
    private final ReleaseFetch fetch;
    private final ExplainerLoader loader;
    private final PrivateFolders folders;
    private final Duration patience;
    private final Leavable threads = new Leavable(MOST_LEFT, "maskstream-release-work");

    /**
     * Creates a loader.
     *
     * @param store store that a release is taken from, without fetching it, if it contains exactly this version
     * @param loader loads what was fetched
     */
    ReleaseLoader(ExplainerStore store, ReleaseFetch fetch, ExplainerLoader loader) {
        this(store, fetch, loader, new PrivateFolders(Path.of(System.getProperty("java.io.tmpdir"))), PATIENCE);
    }

    ReleaseLoader(
            ExplainerStore store,
            ReleaseFetch fetch,
            ExplainerLoader loader,
            PrivateFolders folders,
            Duration patience) {
        this.store = store;
        this.fetch = fetch;
        this.loader = loader;
        this.folders = folders;
        this.patience = patience;
    }

    /**
     * Fetches, checks, loads and warms up a release.
     *
     * @param kind kind of input that it must take; empty if any kind is accepted
     * @throws ReleaseRefusedException if it must not serve
     */
    Explainer load(ExplainerRelease release, Optional<InputKind> kind) {
        try (PrivateFolders.PrivateFolder folder = privateFolder()) {
            ExplainerArtifact artifact = stored(release, folder.path().resolve("stored"))
                    .orElseGet(() -> fetch.fetch(release, folder.path().resolve("fetched")));
            check(release, kind, artifact.manifest());
            return load(artifact, release.getDespite(), Quotes.shown(release.getLocation()));
        }
    }

    /**
     * Copies, checks, loads and warms up a version from the store.
     *
     * @throws ReleaseRefusedException if it must not serve
     * @throws InvalidArtifactException if the store cannot be read
     */
    Explainer loadStored(String name, int version) {
        String from = store.location(name, version);
        try (PrivateFolders.PrivateFolder folder = privateFolder()) {
            Path to = folder.path().resolve("stored");
            ExplainerArtifact artifact = fetch.copy(from, to);
            if (!artifact.manifest().name().equals(name) || artifact.manifest().version() != version) {
                throw new ReleaseRefusedException(
                        Reason.OTHER_VERSION,
                        "its manifest is for " + artifact.manifest().name() + " "
                                + artifact.manifest().version());
            }
            return load(artifact, List.of(), from);
        }
    }

    /** Returns the kind of input of the highest version in the store; empty if it cannot be determined. */
    Optional<InputKind> kindInStore(String name) {
        try {
            return Optional.of(kind(name, store.latest(name)));
        } catch (InvalidArtifactException | ReleaseRefusedException e) {
            LOG.debug("No version in the store to compare with: {}", e.getMessage());
            return Optional.empty();
        }
    }

    /**
     * Returns the kind of input of a version in the store.
     *
     * @throws ReleaseRefusedException if it cannot be read, or must not serve
     */
    InputKind kind(String name, int version) {
        return fetch.manifest(store.location(name, version)).manifest().input().kind();
    }

    private Optional<ExplainerArtifact> stored(ExplainerRelease release, Path to) {
        String from = store.location(release.getName(), release.getVersion());
        try {
            if (fetch.manifest(from).digest().equals(release.getDigest())) {
                return Optional.of(fetch.copy(from, to))
                        .filter(artifact -> artifact.digest().equals(release.getDigest()));
            }
        } catch (ReleaseRefusedException e) {
            LOG.debug("Not in the store: {}", e.getMessage());
        }
        return Optional.empty();
    }

    private Explainer load(ExplainerArtifact artifact, List<String> despite, String origin) {
        try {
            Explainer explainer = threads.call(
                    () -> loader.load(artifact, despite), patience, patience, time -> true, Explainer::close);
            if (!explainer.reservations().isEmpty()) {
                LOG.warn(
                        "Version {} of {} {}",
                        explainer.identity().getVersion(),
                        explainer.name(),
                        explainer.reservations().sentence());
            } else if (artifact.manifest().judgement().isEmpty()) {
                LOG.info(
                        "Version {} of {} has not been judged by the gate",
                        explainer.identity().getVersion(),
                        explainer.name());
            }
            return explainer;
        } catch (Leavable.LeftException e) {
            throw new ReleaseRefusedException(Reason.FAILED_WARM_UP, "loading and probing it " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ReleaseRefusedException(Reason.FAILED, "loading it was interrupted", e);
        } catch (ExecutionException e) {
            // The folder no longer exists when somebody reads this, so the message names the origin of its files.
            String message = String.valueOf(e.getCause().getMessage())
                    .replace(artifact.folder().toString(), origin);
            if (e.getCause() instanceof WarmUpException failure) {
                throw new ReleaseRefusedException(Reason.FAILED_WARM_UP, message, failure);
            }
            if (e.getCause() instanceof ForbiddenOperationException forbidden) {
                throw new ReleaseRefusedException(Reason.FORBIDDEN_OPERATION, message, forbidden);
            }
            if (e.getCause() instanceof EngineException || e.getCause() instanceof InvalidArtifactException) {
                throw new ReleaseRefusedException(Reason.UNLOADABLE, message, e.getCause());
            }
            throw Thrown.asUnchecked(e.getCause());
        }
    }

    private static void check(ExplainerRelease release, Optional<InputKind> kind, Manifest manifest) {
        if (!manifest.name().equals(release.getName()) || manifest.version() != release.getVersion()) {
            throw new ReleaseRefusedException(
                    Reason.OTHER_VERSION,
                    "its manifest is for version " + manifest.version() + " of " + manifest.name());
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
                    "it takes " + manifest.input().kind().one() + ", but the version before takes "
                            + kind.get().one());
        }
    }

    private PrivateFolders.PrivateFolder privateFolder() {
        try {
            return folders.create();
        } catch (IOException e) {
            throw new ReleaseRefusedException(
                    Reason.NOT_STORED, "no temporary folder can be created for it: " + Quotes.oneLine(e.toString()), e);
        }
    }
}
