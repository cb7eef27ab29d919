package io.maskstream.schemas.artifact;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A version before its publication: all of its files in a separate folder that readers ignore. */
public final class StagedVersion {

    private final Path folder;
    private final Manifest draft;
    private final String created;
    private final Map<String, String> files;

    private StagedVersion(Path folder, Manifest draft, String created, Map<String, String> files) {
        this.folder = folder;
        this.draft = draft;
        this.created = created;
        this.files = files;
    }

    /**
     * Writes a version without its manifest.
     *
     * @param folder the folder to create
     * @param draft describes the artifact; the version, time and files are filled in here
     */
    public static StagedVersion write(Path folder, Manifest draft, ArtifactStore.ContentWriter content, Clock clock)
            throws IOException {
        Files.createDirectories(folder);
        content.write(folder);
        String created = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        return new StagedVersion(folder, draft, created, Digests.ofFolder(folder));
    }

    /**
     * Writes the manifest for a version number, and replaces an earlier manifest for another number.
     *
     * @param key the key that signs the manifest; empty for an unsigned version
     * @throws InvalidArtifactException if the written files are not a complete artifact
     */
    public ExplainerArtifact numbered(int version, Optional<SigningKey> key) throws IOException {
        ManifestFile.JSON.writeValue(
                folder.resolve(ExplainerArtifact.MANIFEST).toFile(), draft.published(version, created, files));
        ExplainerArtifact artifact = ExplainerArtifact.open(folder);
        if (key.isPresent()) {
            artifact.sign(key.get());
        }
        return artifact;
    }

    /** Deletes a folder and its contents, if it exists. */
    public static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
                Files.delete(file);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
