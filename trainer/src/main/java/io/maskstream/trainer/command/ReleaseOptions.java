package io.maskstream.trainer.command;

import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.schemas.artifact.Manifest;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Whether and where to announce a version, so that running streamers can take it up. */
final class ReleaseOptions {

    @Spec(Spec.Target.MIXEE)
    CommandSpec command;

    @Option(
            names = "--bootstrap-servers",
            paramLabel = "HOST:PORT",
            description = "Kafka brokers; announces the version on the releases topic.")
    String bootstrapServers;

    @Option(
            names = "--releases-topic",
            defaultValue = "explainer-releases",
            paramLabel = "TOPIC",
            description = "Default: ${DEFAULT-VALUE}.")
    String topic;

    @Option(
            names = "--store-location",
            paramLabel = "URL",
            description = "Where streamers find the store: an http or https URL, or a path, where theirs is another."
                    + " They must allow it (releases.allowed.hosts, releases.allowed.folders). Default: the store's own"
                    + " path.")
    String storeLocation;

    @Option(
            names = "--client-config",
            paramLabel = "FILE",
            description = "Properties file with further settings of the Kafka producer, such as TLS and SASL.")
    Path clientConfig;

    /**
     * For a command that does nothing but announce.
     *
     * @throws CommandLine.ParameterException if no brokers were given
     */
    void requireBrokers() {
        if (bootstrapServers == null) {
            throw new CommandLine.ParameterException(
                    command.commandLine(), "Missing required option: '--bootstrap-servers=HOST:PORT'");
        }
    }

    /** Announces an artifact if brokers were given. */
    void announce(ExplainerArtifact artifact) throws IOException {
        if (bootstrapServers != null) {
            ReleaseAnnouncement.send(bootstrapServers, clientConfig, topic, artifact, location(artifact));
        }
    }

    private String location(ExplainerArtifact artifact) {
        if (storeLocation == null) {
            return artifact.folder().toAbsolutePath().normalize().toString();
        }
        Manifest manifest = artifact.manifest();
        return storeLocation.replaceFirst("/+$", "") + "/" + manifest.name() + "/" + manifest.version();
    }
}
