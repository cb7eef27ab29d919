package io.maskstream.trainer.command;

import io.maskstream.schemas.artifact.ArtifactStore;
import io.maskstream.schemas.artifact.ExplainerArtifact;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Announces a version that is in a store already. */
@Command(
        name = "publish",
        description = "Checks a version of an explainer and announces it on the releases topic.",
        mixinStandardHelpOptions = true)
final class Publish implements Callable<Integer> {

    @Mixin
    ReleaseOptions release;

    @Option(names = "--store", required = true, paramLabel = "DIR", description = "Folder of the explainers.")
    Path store;

    @Option(names = "--explainer", required = true, paramLabel = "NAME", description = "Which explainer.")
    String explainer;

    @Option(names = "--explainer-version", paramLabel = "N", description = "Which version; the highest by default.")
    Integer version;

    @Override
    public Integer call() throws Exception {
        release.requireBrokers();
        ArtifactStore artifacts = new ArtifactStore(store);
        ExplainerArtifact artifact =
                version == null ? artifacts.openLatest(explainer) : artifacts.open(explainer, version);
        release.announce(artifact);
        return 0;
    }
}
