package io.maskstream.trainer.command;

import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.trainer.records.source.BrokerOptions;
import java.io.IOException;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where to announce a version, so that running streamers can take it up. */
final class ReleaseOptions {

    @Spec(Spec.Target.MIXEE)
    CommandSpec command;

    @Option(
            names = "--releases-topic",
            defaultValue = "explainer-releases",
            paramLabel = "TOPIC",
            order = 291,
            description = "Topic on which versions are announced (default: ${DEFAULT-VALUE}).")
    String topic;

    @Option(
            names = "--store-location",
            paramLabel = "URL",
            order = 292,
            description = "Where streamers find the store: an http or https URL, or a path, where theirs is another."
                    + " They must allow it (releases.allowed.hosts, releases.allowed.folders). Default: the store's own"
                    + " path.")
    String storeLocation;

    /**
     * Checks that there is somewhere to announce.
     *
     * @throws CommandLine.ParameterException if no brokers were given
     */
    void require(BrokerOptions brokers) {
        if (brokers.bootstrapServers() == null) {
            throw new CommandLine.ParameterException(
                    command.commandLine(), "A version is announced with --bootstrap-servers HOST:PORT.");
        }
    }

    /**
     * Announces an artifact.
     *
     * @throws CommandLine.ParameterException if no brokers were given
     */
    void announce(ExplainerArtifact artifact, BrokerOptions brokers) throws IOException {
        require(brokers);
        ReleaseAnnouncement.send(brokers.settings(), topic, artifact, location(artifact));
    }

    private String location(ExplainerArtifact artifact) {
        if (storeLocation == null) {
            return artifact.folder().toAbsolutePath().normalize().toString();
        }
        Manifest manifest = artifact.manifest();
        return storeLocation.replaceFirst("/+$", "") + "/" + manifest.name() + "/" + manifest.version();
    }
}
