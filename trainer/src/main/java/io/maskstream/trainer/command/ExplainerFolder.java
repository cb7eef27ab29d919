package io.maskstream.trainer.command;

import io.maskstream.schemas.artifact.ArtifactStore;
import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.schemas.artifact.InvalidArtifactException;
import io.maskstream.schemas.artifact.s3.S3Url;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Parameters;

/** The parameter that names an explainer's folder. */
final class ExplainerFolder {

    @Parameters(
            index = "0",
            paramLabel = "EXPLAINER",
            description = "Folder of an explainer, or of one of its versions: explainers/mine or explainers/mine/3."
                    + " Default: the highest version.")
    Path folder;

    /**
     * Opens the explainer.
     *
     * @throws InvalidArtifactException if there is no explainer, or it is damaged
     */
    ExplainerArtifact open() {
        return open(folder);
    }

    /**
     * Opens the explainer in a folder, as {@link #open()} does.
     *
     * @throws io.maskstream.schemas.artifact.InvalidArtifactException if there is no explainer, or it is damaged
     */
    static ExplainerArtifact open(Path folder) {
        if (S3Url.isMeant(folder.toString().replaceFirst(":/+", "://"))) {
            throw new InvalidArtifactException(
                    "This command needs an explainer in a folder, not in a bucket: copy the version to a folder"
                            + " first.");
        }
        Path whole = folder.toAbsolutePath().normalize();
        if (Files.isRegularFile(folder.resolve(ExplainerArtifact.MANIFEST)) || whole.getParent() == null) {
            return ExplainerArtifact.open(folder);
        }
        ArtifactStore store = new ArtifactStore(whole.getParent());
        String name = whole.getFileName().toString();
        if (Files.isDirectory(whole) && !store.versions(name).isEmpty()) {
            return store.openLatest(name);
        }
        if (Files.isDirectory(whole)) {
            return ExplainerArtifact.open(folder);
        }
        throw new InvalidArtifactException(
                "There is no explainer in " + folder + ": 'trainer list " + meantStore(whole, name) + "' lists them.");
    }

    /** Guesses the store: if the name is a number, it is a version in the folder of its explainer. */
    private static Path meantStore(Path missing, String name) {
        Path parent = missing.getParent();
        return name.matches("\\d+") && parent.getParent() != null ? parent.getParent() : parent;
    }

    /** Returns the folder for finished steps of evaluations of a version. */
    static Path evaluations(ExplainerArtifact version) {
        return evaluations(
                version.folder().toAbsolutePath().normalize().getParent().getParent());
    }

    /** Returns the hidden folder for finished steps of evaluations in a store. */
    static Path evaluations(Path store) {
        return store.resolve(".evaluation");
    }

    /** Returns the store of a version. */
    static ArtifactStore store(ExplainerArtifact version) {
        return new ArtifactStore(
                version.folder().toAbsolutePath().normalize().getParent().getParent());
    }
}
