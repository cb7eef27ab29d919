package io.maskstream.schemas.artifact;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A store of explainers in numbered versions, {@code <explainer>/<version>/}. The highest version is the one to serve.
 * A reader sees either the complete version or nothing, and a published version never changes.
 */
public interface ExplainerStore {

    /**
     * Returns the sorted names of the explainers that have at least one version.
     *
     * @throws InvalidArtifactException if the store cannot be read
     */
    List<String> explainers();

    /**
     * Returns the published versions of an explainer, lowest first; empty if there is no such explainer.
     *
     * @throws InvalidArtifactException if the store cannot be read
     */
    List<Integer> versions(String explainer);

    /**
     * Returns the highest version of an explainer.
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

    /** Describes the contents for an error message. */
    private String contents() {
        List<String> explainers = explainers();
        return explainers.isEmpty() ? "has none" : "has " + String.join(", ", explainers);
    }

    /** Returns the location of a version as a release gives it, a path or a URL, whether or not the version exists. */
    String location(String explainer, int version);

    /**
     * Publishes the next version of an explainer.
     *
     * @param draft describes the artifact; the version, time and files are filled in here
     * @param content writes all files except the manifest
     * @param key the key that signs the manifest; empty for an unsigned version
     * @throws InvalidArtifactException if the written files are not a complete artifact; readers see none of them
     * @throws java.io.UncheckedIOException if the store cannot be written; readers see no part of the artifact
     */
    StoredVersion add(Manifest draft, ArtifactStore.ContentWriter content, Optional<SigningKey> key);

    /**
     * Reads the manifest of a version, without checking its other files.
     *
     * @throws InvalidArtifactException if it is missing or damaged
     */
    Manifest manifest(String explainer, int version);

    /**
     * Opens one version of an explainer and checks all of its files.
     *
     * @param copies an empty folder that receives a copy if the store is not in the file system
     * @throws InvalidArtifactException if it is missing or damaged, or if its manifest names another explainer or
     *     version
     */
    ExplainerArtifact open(String explainer, int version, Path copies);

    /**
     * A version in a store.
     *
     * @param digest SHA-256 digest of the manifest
     * @param location the path or URL that a release gives
     */
    record StoredVersion(Manifest manifest, String digest, String location) {}
}
