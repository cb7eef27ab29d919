package io.maskstream.trainer.command;

import io.maskstream.schemas.artifact.ExplainerStore.StoredVersion;
import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.trainer.records.source.BrokerOptions;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Options for announcing a version to running streamers. */
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
            description =
                    "Location of the store as streamers see it: a path, or a URL with http, https or s3. They must allow it"
                            + " (releases.allowed.hosts, releases.allowed.folders). Default: the location of the store.")
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
     * Checks that brokers were given.
     *
     * @throws CommandLine.ParameterException if no brokers were given
     */
    void require(BrokerOptions brokers) {
        if (brokers.bootstrapServers() == null) {
            throw new CommandLine.ParameterException(
                    command.commandLine(), "Announcing a version needs --bootstrap-servers HOST:PORT.");
        }
    }

    /**
     * Checks a version against its gate.
     *
     * @param location location of the version
     * @return failed conditions that are overridden
     * @throws IOException if the version fails a condition of the gate that is not overridden
     */
    List<String> overridden(Manifest manifest, String location) throws IOException {
        return ReleaseGate.overridden(manifest, location, despite);
    }

    /**
     * Checks a version against its gate and announces it.
     *
     * @throws IOException if the version fails a condition of the gate that is not overridden, or cannot be announced
     * @throws CommandLine.ParameterException if no brokers were given
     */
    void announce(StoredVersion version, BrokerOptions brokers) throws IOException {
        require(brokers);
        announce(version, overridden(version.manifest(), version.location()), brokers);
    }

    /**
     * Announces a version that has passed the gate.
     *
     * @param overridden failed conditions that are overridden
     * @throws IOException if it cannot be announced
     * @throws CommandLine.ParameterException if no brokers were given
     */
    void announce(StoredVersion version, List<String> overridden, BrokerOptions brokers) throws IOException {
        require(brokers);
        ReleaseAnnouncement.send(
                brokers.settings(), topic, ReleaseAnnouncement.of(version, location(version), overridden));
    }

    /**
     * Checks that a candidate can be announced.
     *
     * @throws CommandLine.ParameterException if no brokers were given, or conditions to override
     */
    void requireCandidate(BrokerOptions brokers) {
        require(brokers);
        if (!despite.isEmpty()) {
            throw new CommandLine.ParameterException(
                    command.commandLine(),
                    "A candidate does not serve, so there is no condition to override: use --despite with 'trainer"
                            + " promote'.");
        }
    }

    /**
     * Announces a version as a candidate. Candidates do not serve; the gate is checked at promotion.
     *
     * @throws IOException if it cannot be announced
     */
    void announceCandidate(StoredVersion version, BrokerOptions brokers) throws IOException {
        ReleaseAnnouncement.sendCandidate(
                brokers.settings(), topic, ReleaseAnnouncement.of(version, location(version), List.of()));
    }

    private String location(StoredVersion version) {
        if (storeLocation == null) {
            return version.location();
        }
        Manifest manifest = version.manifest();
        return storeLocation.replaceFirst("/+$", "") + "/" + manifest.name() + "/" + manifest.version();
    }
}
