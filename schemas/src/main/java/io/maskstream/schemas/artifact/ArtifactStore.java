package io.maskstream.schemas.artifact;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder of explainers in numbered versions, {@code <root>/<explainer>/<version>/}, the highest of which is the one to
 * serve. Published by writing beside and renaming: a reader sees a whole version or none.
 */
public final class ArtifactStore {

    private final Path root;
    private final Clock clock;

    public ArtifactStore(Path root) {
        this(root, Clock.systemUTC());
    }

    ArtifactStore(Path root, Clock clock) {
        this.root = root;
        this.clock = clock;
    }

    /** Writes an artifact's files, all but the manifest, into a folder. */
    @FunctionalInterface
    public interface ContentWriter {
        void write(Path folder) throws IOException;
    }

    /** Names of the explainers that have at least one version, sorted. */
    public List<String> explainers() {
        return children(root).stream()
                .map(folder -> folder.getFileName().toString())
                .filter(name -> !versions(name).isEmpty())
                .sorted()
                .toList();
    }

    /** Published versions of an explainer, lowest first; none if there is no such explainer. */
    public List<Integer> versions(String explainer) {
        return children(root.resolve(explainer)).stream()
                .map(folder -> folder.getFileName().toString())
                .filter(name -> name.matches("[1-9][0-9]{0,8}"))
                .map(Integer::valueOf)
                .sorted()
                .toList();
    }

    /**
     * Opens the highest version of an explainer.
     *
     * @throws InvalidArtifactException if there is none, or it is damaged
     */
    public ExplainerArtifact openLatest(String explainer) {
        List<Integer> versions = versions(explainer);
        if (versions.isEmpty()) {
            throw new InvalidArtifactException("There is no explainer named '" + explainer + "' in " + root
                    + "; it has " + (explainers().isEmpty() ? "none" : String.join(", ", explainers())) + ".");
        }
        return open(explainer, versions.get(versions.size() - 1));
    }

    /**
     * Opens one version of an explainer.
     *
     * @throws InvalidArtifactException if it is missing, damaged, or says that it is another
     */
    public ExplainerArtifact open(String explainer, int version) {
        Path folder = root.resolve(explainer).resolve(Integer.toString(version));
        ExplainerArtifact artifact = ExplainerArtifact.open(folder);
        Manifest manifest = artifact.manifest();
        if (!manifest.name().equals(explainer) || manifest.version() != version) {
            throw new InvalidArtifactException(
                    "The manifest in " + folder + " is that of " + manifest.name() + " " + manifest.version() + ".");
        }
        return artifact;
    }

    /**
     * Publishes the next version of an explainer.
     *
     * @param draft what the artifact is; its version, time and files are filled in here
     * @param content writes everything but the manifest
     * @throws UncheckedIOException if the store cannot be written; nothing of the artifact is left then
     */
    public ExplainerArtifact publish(Manifest draft, ContentWriter content) {
        Path explainer = root.resolve(draft.name());
        Path staged = null;
        try {
            Files.createDirectories(explainer);
            staged = Files.createTempDirectory(explainer, ".publishing-");
            content.write(staged);
            var files = Digests.ofFolder(staged);
            String created = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
            while (true) {
                List<Integer> versions = versions(draft.name());
                int next = versions.isEmpty() ? 1 : versions.get(versions.size() - 1) + 1;
                ExplainerArtifact.JSON.writeValue(
                        staged.resolve(ExplainerArtifact.MANIFEST).toFile(), draft.published(next, created, files));
                if (moved(staged, explainer.resolve(Integer.toString(next)))) {
                    return open(draft.name(), next);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot publish the explainer " + draft.name() + " into " + root, e);
        } finally {
            if (staged != null) {
                deleteQuietly(staged);
            }
        }
    }

    /** Renames a folder; false if somebody else has just published that version. */
    private static boolean moved(Path staged, Path version) throws IOException {
        try {
            Files.setPosixFilePermissions(staged, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (UnsupportedOperationException e) {
            // A file system without such permissions has nothing to open up.
        }
        try {
            Files.move(staged, version, StandardCopyOption.ATOMIC_MOVE);
            return true;
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
            return false;
        } catch (AtomicMoveNotSupportedException e) {
            throw e;
        } catch (IOException e) {
            if (Files.exists(version)) {
                return false;
            }
            throw e;
        }
    }

    private static List<Path> children(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> children = Files.list(folder)) {
            return children.filter(Files::isDirectory).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list " + folder, e);
        }
    }

    private static void deleteQuietly(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            // Already renamed, or the store is gone: what made the publication fail has been thrown.
        }
    }
}
