package io.maskstream.trainer.command;

import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.artifact.SigningKey;
import io.maskstream.trainer.records.source.BrokerOptions;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where to announce a version, so that running streamers can take it up. */
final class ReleaseOptions {

    private static final Logger LOG = LoggerFactory.getLogger(ReleaseOptions.class);

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
            description =
                    "Location of the store as streamers see it: a path, or an http or https URL. They must allow it"
                            + " (releases.allowed.hosts, releases.allowed.folders). Default: the path of the store.")
    String storeLocation;

    @Option(
            names = "--despite",
            split = ",",
            paramLabel = "CONDITION",
            order = 293,
            description = "Announce the version although it fails this condition of the gate. Streamers show the"
                    + " condition. Give the option once for each failed condition.")
    List<String> despite = List.of();

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
     * Announces an artifact; one that is only to be signed need not be announced.
     *
     * @param key that signs it first, if one does
     * @throws IOException if it fails a condition of the gate that is not to be overridden, or cannot be signed or announced
     * @throws CommandLine.ParameterException if neither brokers nor a key were given
     */
    void announce(ExplainerArtifact artifact, BrokerOptions brokers, Optional<SigningKey> key) throws IOException {
        if (key.isEmpty()) {
            require(brokers);
        }
        List<String> overridden = ReleaseGate.overridden(artifact, despite);
        if (key.isPresent()) {
            sign(artifact, key.get());
        }
        if (brokers.bootstrapServers() == null) {
            LOG.info("It is not announced, for want of --bootstrap-servers.");
            return;
        }
        ReleaseAnnouncement.send(
                brokers.settings(), topic, ReleaseAnnouncement.of(artifact, location(artifact), overridden));
    }

    /**
     * Announces an artifact as a candidate, which never serves: whether it meets the gate is asked when it is promoted.
     *
     * @param key that signs it first, if one does
     * @throws IOException if it cannot be signed or announced
     * @throws CommandLine.ParameterException if no brokers were given, or conditions to override
     */
    void announceCandidate(ExplainerArtifact artifact, BrokerOptions brokers, Optional<SigningKey> key)
            throws IOException {
        require(brokers);
        if (!despite.isEmpty()) {
            throw new CommandLine.ParameterException(
                    command.commandLine(),
                    "A candidate serves nobody, so that there is nothing to override: give --despite to 'trainer promote'.");
        }
        if (key.isPresent()) {
            sign(artifact, key.get());
        }
        ReleaseAnnouncement.sendCandidate(
                brokers.settings(), topic, ReleaseAnnouncement.of(artifact, location(artifact), List.of()));
    }

    private static void sign(ExplainerArtifact artifact, SigningKey key) throws IOException {
        artifact.sign(key);
        LOG.info("Signed {}.", artifact.folder());
    }

    private String location(ExplainerArtifact artifact) {
        if (storeLocation == null) {
            return artifact.folder().toAbsolutePath().normalize().toString();
        }
        Manifest manifest = artifact.manifest();
        return storeLocation.replaceFirst("/+$", "") + "/" + manifest.name() + "/" + manifest.version();
    }
}
