package io.maskstream.schemas.artifact;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Explainers in numbered versions, {@code <explainer>/<version>/}, the highest of which is the one to serve. A reader sees a
 * whole version or none, and a version does not become another one.
 */
public interface ExplainerStore {

    /**
     * Names of the explainers that have at least one version, sorted.
     *
     * @throws InvalidArtifactException if the store cannot be read
     */
    List<String> explainers();

    /**
     * Published versions of an explainer, lowest first; none if there is no such explainer.
     *
     * @throws InvalidArtifactException if the store cannot be read
     */
    List<Integer> versions(String explainer);

    /**
     * The highest version of an explainer.
     *
     * @throws InvalidArtifactException if there is none
     */
    default int latest(String explainer) {
        List<Integer> versions = versions(explainer);
        if (versions.isEmpty()) {
            throw new InvalidArtifactException(
                    "There is no explainer named '" + explainer + "' in " + this + "; it " + contents() + ".");
        }
        return versions.get(versions.size() - 1);
    }

    /** What there is, in words. */
    private String contents() {
        List<String> explainers = explainers();
        return explainers.isEmpty() ? "has none" : "has " + String.join(", ", explainers);
    }

    /** Where a version is, if it is there, as it stands in a release: a path, or a URL. */
    String location(String explainer, int version);

    /**
     * Publishes the next version of an explainer.
     *
     * @param draft what the artifact is; its version, time and files are filled in here
     * @param content writes everything but the manifest
     * @param key that signs it, if one does
     * @throws InvalidArtifactException if what was written is no whole artifact; no reader sees any of it then
     * @throws java.io.UncheckedIOException if the store cannot be written; no reader sees any of the artifact then
     */
    StoredVersion add(Manifest draft, ArtifactStore.ContentWriter content, Optional<SigningKey> key);

    /**
     * Reads the manifest of a version; its other files are not looked at.
     *
     * @throws InvalidArtifactException if it is missing or damaged
     */
    Manifest manifest(String explainer, int version);

    /**
     * Opens one version of an explainer, of which all files are checked.
     *
     * @param copies an empty folder, for a copy from a store whose files are not in the file system
     * @throws InvalidArtifactException if it is missing, damaged, or says that it is another
     */
    ExplainerArtifact open(String explainer, int version, Path copies);

    /**
     * A version in a store.
     *
     * @param digest of the manifest
     * @param location as it stands in a release
     */
    record StoredVersion(Manifest manifest, String digest, String location) {}
}
