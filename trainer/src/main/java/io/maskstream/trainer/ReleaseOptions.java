package io.maskstream.trainer;

import io.maskstream.schemas.artifact.ExplainerArtifact;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Whether and where to announce a version, so that running streamers can take it up. */
final class ReleaseOptions {

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
            names = "--client-config",
            paramLabel = "FILE",
            description = "Properties file with further settings of the Kafka producer, such as TLS and SASL.")
    Path clientConfig;

    /** Announces an artifact if brokers were given. */
    void announce(ExplainerArtifact artifact) throws java.io.IOException {
        if (bootstrapServers != null) {
            ReleaseAnnouncement.send(bootstrapServers, clientConfig, topic, artifact);
        }
    }
}
