package io.maskstream.trainer.command;

import io.maskstream.schemas.artifact.ArtifactStore;
import io.maskstream.schemas.artifact.ExplainerArtifact;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Sends running streamers back to an earlier version. */
@Command(
        name = "rollback",
        description = {
            "Checks an earlier version of an explainer and announces it on the releases topic.",
            "",
            "Streamers take it up as they take up a new version, and serve it after a restart, too, until another one is"
                    + " announced. The store stays as it is."
        },
        mixinStandardHelpOptions = true)
final class Rollback implements Callable<Integer> {

    @Mixin
    ReleaseOptions release;

    @Option(names = "--store", required = true, paramLabel = "DIR", description = "Folder of the explainers.")
    Path store;

    @Option(names = "--name", required = true, paramLabel = "NAME", description = "Which explainer.")
    String name;

    @Option(names = "--to", required = true, paramLabel = "N", description = "Which of its earlier versions.")
    int version;

    @Override
    public Integer call() throws IOException {
        release.requireBrokers();
        ArtifactStore artifacts = new ArtifactStore(store);
        ExplainerArtifact artifact = artifacts.open(name, version);
        List<Integer> versions = artifacts.versions(name);
        if (versions.get(versions.size() - 1) == version) {
            throw new IOException("Version " + version + " of " + name + " is the highest in " + store
                    + ", so there is nothing to go back from. 'trainer publish' announces it.");
        }
        release.announce(artifact);
        return 0;
    }
}
