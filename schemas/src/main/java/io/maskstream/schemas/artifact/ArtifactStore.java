package io.maskstream.schemas.artifact;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A folder of explainers. A version is written into a hidden folder and then renamed, so a reader sees either the
 * complete version or nothing.
 */
public final class ArtifactStore implements ExplainerStore {

    private final Path root;
    private final Clock clock;

    public ArtifactStore(Path root) {
        this(root, Clock.systemUTC());
    }

    ArtifactStore(Path root, Clock clock) {
        this.root = root;
        this.clock = clock;
    }

    /** Writes all files of an artifact except the manifest into a folder. */
    @FunctionalInterface
    public interface ContentWriter {
        void write(Path folder) throws IOException;
    }

    @Override
    public List<String> explainers() {
        return children(root).stream()
                .map(folder -> folder.getFileName().toString())
                .filter(name -> !versions(name).isEmpty())
                .sorted()
                .toList();
    }

    @Override
    public List<Integer> versions(String explainer) {
        return children(root.resolve(explainer)).stream()
                .map(folder -> folder.getFileName().toString())
                .filter(name -> name.matches("[1-9][0-9]{0,8}"))
                .map(Integer::valueOf)
                .sorted()
                .toList();
    }

    /** Returns the folder of a version, whether or not it exists. */
    public Path folder(String explainer, int version) {
        return root.resolve(explainer).resolve(Integer.toString(version));
    }

    /**
     * Opens the highest version of an explainer.
     *
     * @throws InvalidArtifactException if there is no version, or the highest one is damaged
     */
    public ExplainerArtifact openLatest(String explainer) {
        return open(explainer, latest(explainer));
    }

    @Override
    public int latest(String explainer) {
        if (!Files.isDirectory(root)) {
            throw new InvalidArtifactException(
                    "There is no explainer named '" + explainer + "' in " + root + "; it is not a folder.");
        }
        return ExplainerStore.super.latest(explainer);
    }

    @Override
    public String location(String explainer, int version) {
        return folder(explainer, version).toAbsolutePath().normalize().toString();
    }

    @Override
    public ExplainerArtifact open(String explainer, int version, Path copies) {
        return open(explainer, version);
    }

    @Override
    public Manifest manifest(String explainer, int version) {
        Path file = folder(explainer, version).resolve(ExplainerArtifact.MANIFEST);
        try {
            return ManifestFile.read(file, RegularFile.read(file, ExplainerArtifact.LARGEST_MANIFEST));
        } catch (IOException e) {
            throw new InvalidArtifactException("The manifest " + file + " cannot be read: " + e + ".", e);
        }
    }

    @Override
    public StoredVersion add(Manifest draft, ContentWriter content, Optional<SigningKey> key) {
        ExplainerArtifact artifact = publish(draft, content, key);
        Manifest manifest = artifact.manifest();
        return new StoredVersion(manifest, artifact.digest(), location(manifest.name(), manifest.version()));
    }

    @Override
    public String toString() {
        return root.toString();
    }

    /**
     * Opens one version of an explainer.
     *
     * @throws InvalidArtifactException if it is missing or damaged, or if its manifest names another explainer or
     *     version
     */
    public ExplainerArtifact open(String explainer, int version) {
        Path folder = folder(explainer, version);
        ExplainerArtifact artifact = ExplainerArtifact.open(folder);
        Manifest manifest = artifact.manifest();
        if (!manifest.name().equals(explainer) || manifest.version() != version) {
            throw new InvalidArtifactException(
                    "The manifest in " + folder + " is that of " + manifest.name() + " " + manifest.version() + ".");
        }
        return artifact;
    }

    /**
     * Publishes the next version of an explainer without a signature; see {@link #publish(Manifest, ContentWriter,
     * Optional)}.
     */
    public ExplainerArtifact publish(Manifest draft, ContentWriter content) {
        return publish(draft, content, Optional.empty());
    }

    /**
     * Publishes the next version of an explainer. A publisher that is killed leaves at most a hidden folder, which
     * readers ignore.
     *
     * @param draft describes the artifact; the version, time and files are filled in here
     * @param content writes all files except the manifest
     * @param key the key that signs the manifest; empty for an unsigned version
     * @throws InvalidArtifactException if the written files are not a complete artifact; they are deleted again
     * @throws UncheckedIOException if the store cannot be written; all files of the artifact are deleted again
     */
    public ExplainerArtifact publish(Manifest draft, ContentWriter content, Optional<SigningKey> key) {
        Path explainer = root.resolve(draft.name());
        Path staged = explainer.resolve(".publishing-" + UUID.randomUUID());
        try {
            return publishStaged(StagedVersion.write(staged, draft, content, clock), draft.name(), staged, key);
        } catch (IOException e) {
            delete(staged, e);
            throw new UncheckedIOException("Cannot publish the explainer " + draft.name() + " into " + root, e);
        } catch (RuntimeException e) {
            delete(staged, e);
            throw e;
        }
    }

    private ExplainerArtifact publishStaged(StagedVersion version, String name, Path staged, Optional<SigningKey> key)
            throws IOException {
        while (true) {
            List<Integer> versions = versions(name);
            int next = versions.isEmpty() ? 1 : versions.get(versions.size() - 1) + 1;
            ExplainerArtifact artifact = version.numbered(next, key);
            Path folder = staged.resolveSibling(Integer.toString(next));
            try {
                Files.move(staged, folder, StandardCopyOption.ATOMIC_MOVE);
                return new ExplainerArtifact(folder, artifact.manifest(), artifact.digest());
            } catch (IOException e) {
                // The exception differs between operating systems; retry only if another publisher has just taken this
                // number.
                if (!versions(name).contains(next)) {
                    throw e;
                }
            }
        }
    }

    private static List<Path> children(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> children = Files.list(folder)) {
            return children.filter(Files::isDirectory).toList();
        } catch (IOException e) {
            throw new InvalidArtifactException("The folder " + folder + " cannot be listed: " + e + ".", e);
        }
    }

    /** Deletes a folder after a failure. */
    private static void delete(Path folder, Exception failure) {
        try {
            StagedVersion.delete(folder);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }
}
