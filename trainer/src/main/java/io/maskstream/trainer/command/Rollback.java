package io.maskstream.trainer.command;

import io.maskstream.schemas.artifact.ExplainerStore.StoredVersion;
import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.trainer.records.source.BrokerOptions;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Announces an earlier version to running streamers. */
@Command(
        name = "rollback",
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {
            "Checks an earlier version of an explainer, such as explainers/mine/2, and announces it on the releases"
                    + " topic.",
            "",
            "Streamers load it like a new version, and also serve it after a restart, until another version is"
                    + " announced. The store does not change."
        },
        mixinStandardHelpOptions = true)
final class Rollback implements Callable<Integer> {

    @Mixin
    ExplainerPlace explainer;

    @Mixin
    BrokerOptions brokers;

    @Mixin
    ReleaseOptions release;

    @Override
    public Integer call() throws IOException {
        try (ExplainerPlace.Opened opened = explainer.open()) {
            Manifest manifest = opened.artifact().manifest();
            if (opened.store().latest(manifest.name()) == manifest.version()) {
                throw new IOException("Version " + manifest.version() + " of " + manifest.name()
                        + " is the highest in its store, so this would not be a rollback: name an earlier version, or"
                        + " announce this one with 'trainer publish'.");
            }
            release.announce(new StoredVersion(manifest, opened.artifact().digest(), opened.location()), brokers);
        }
        return 0;
    }
}
