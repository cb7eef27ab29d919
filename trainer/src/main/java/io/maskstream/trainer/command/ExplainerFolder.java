package io.maskstream.trainer.command;

import io.maskstream.schemas.artifact.ArtifactStore;
import io.maskstream.schemas.artifact.ExplainerArtifact;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Parameters;

/** The explainer that a command is about. */
final class ExplainerFolder {

    @Parameters(
            index = "0",
            paramLabel = "EXPLAINER",
            description = "Folder of an explainer in its store, or of one of its versions: explainers/mine, or"
                    + " explainers/mine/3. Without a version the highest is meant.")
    Path folder;

    /**
     * Opens it.
     *
     * @throws io.maskstream.schemas.artifact.InvalidArtifactException if there is none, or it is damaged
     */
    ExplainerArtifact open() {
        return open(folder);
    }

    /**
     * Opens the explainer in a folder, as {@link #open()} does.
     *
     * @throws io.maskstream.schemas.artifact.InvalidArtifactException if there is none, or it is damaged
     */
    static ExplainerArtifact open(Path folder) {
        Path whole = folder.toAbsolutePath().normalize();
        if (Files.isRegularFile(folder.resolve(ExplainerArtifact.MANIFEST)) || whole.getParent() == null) {
            return ExplainerArtifact.open(folder);
        }
        ArtifactStore store = new ArtifactStore(whole.getParent());
        String name = whole.getFileName().toString();
        return Files.isDirectory(whole) && !store.versions(name).isEmpty()
                ? store.openLatest(name)
                : ExplainerArtifact.open(folder);
    }

    /** Where evaluations of a version keep what they have finished: a hidden folder of its store. */
    static Path evaluations(ExplainerArtifact version) {
        return version.folder().toAbsolutePath().normalize().getParent().resolveSibling(".evaluation");
    }

    /** The store that an explainer's version is in. */
    static ArtifactStore store(ExplainerArtifact version) {
        return new ArtifactStore(
                version.folder().toAbsolutePath().normalize().getParent().getParent());
    }
}
