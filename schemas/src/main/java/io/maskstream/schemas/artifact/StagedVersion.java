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

/** A version on its way into a store: all of its files in a folder of its own, where no reader looks. */
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
     * @param folder is made
     * @param draft what it is; version, time and files are filled in here
     */
    public static StagedVersion write(Path folder, Manifest draft, ArtifactStore.ContentWriter content, Clock clock)
            throws IOException {
        Files.createDirectories(folder);
        content.write(folder);
        String created = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        return new StagedVersion(folder, draft, created, Digests.ofFolder(folder));
    }

    /**
     * Writes the manifest for a number, in the place of that for another one.
     *
     * @param key that signs it, if one does
     * @throws InvalidArtifactException if what was written is no whole artifact
     */
    public ExplainerArtifact numbered(int version, Optional<SigningKey> key) throws IOException {
        ExplainerArtifact.JSON.writeValue(
                folder.resolve(ExplainerArtifact.MANIFEST).toFile(), draft.published(version, created, files));
        ExplainerArtifact artifact = ExplainerArtifact.open(folder);
        if (key.isPresent()) {
            artifact.sign(key.get());
        }
        return artifact;
    }

    /** Deletes a folder with all that is in it, if it is there. */
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
