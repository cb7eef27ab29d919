package io.maskstream.trainer.command;

import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.trainer.records.source.BrokerOptions;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Sends running streamers back to an earlier version. */
@Command(
        name = "rollback",
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {
            "Checks an earlier version of an explainer, such as explainers/mine/2, and announces it on the releases topic.",
            "",
            "Streamers load it like a new version, and also serve it after a restart, until another one is"
                    + " announced. The store does not change."
        },
        mixinStandardHelpOptions = true)
final class Rollback implements Callable<Integer> {

    @Mixin
    ExplainerFolder explainer;

    @Mixin
    BrokerOptions brokers;

    @Mixin
    ReleaseOptions release;

    @Override
    public Integer call() throws IOException {
        ExplainerArtifact artifact = explainer.open();
        String name = artifact.manifest().name();
        int version = artifact.manifest().version();
        List<Integer> versions = ExplainerFolder.store(artifact).versions(name);
        if (versions.get(versions.size() - 1) == version) {
            throw new IOException("Version " + version + " of " + name
                    + " is the highest in its store, so there is nothing to go back from: name the folder of an earlier"
                    + " one, or announce this one with 'trainer publish'.");
        }
        release.announce(artifact, brokers, Optional.empty());
        return 0;
    }
}
