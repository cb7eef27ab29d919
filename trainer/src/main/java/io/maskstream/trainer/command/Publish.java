package io.maskstream.trainer.command;

import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.schemas.artifact.ExplainerStore.StoredVersion;
import io.maskstream.schemas.artifact.SigningKey;
import io.maskstream.schemas.artifact.s3.ExplainerStores;
import io.maskstream.trainer.records.source.BrokerOptions;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Announces a version that is already in a store. */
@Command(
        name = "publish",
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {
            "Checks a version of an explainer, and announces it on the releases topic. Can also sign it, and copy it to"
                    + " another store.",
            "",
            "With --sign-key or --store but without --bootstrap-servers, the version is not announced."
        },
        mixinStandardHelpOptions = true)
final class Publish implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(Publish.class);

    @Mixin
    ExplainerPlace explainer;

    @Mixin
    BrokerOptions brokers;

    @Mixin
    ReleaseOptions release;

    @Mixin
    SigningOptions signing;

    @Option(
            names = "--candidate",
            order = 294,
            description =
                    "Announce the version as a candidate: streamers do not serve it, but compare it with the serving"
                            + " version on a share of their records. Promote it with 'trainer promote'.")
    boolean candidate;

    @Option(
            names = "--store",
            paramLabel = "URL",
            order = 201,
            description =
                    "Copy the version to this store first, under the same number: s3://BUCKET/PREFIX. A version that is"
                            + " already there is not changed. Default: announce the version in its present store.")
    String store;

    @Override
    public Integer call() throws IOException {
        Optional<SigningKey> key = signing.key();
        if (candidate) {
            release.requireCandidate(brokers);
        }
        boolean announces = brokers.bootstrapServers() != null || (key.isEmpty() && store == null);
        if (announces) {
            release.require(brokers);
        }
        try (ExplainerPlace.Opened opened = explainer.open()) {
            ExplainerArtifact artifact = opened.artifact();
            List<String> overridden =
                    candidate ? List.of() : release.overridden(artifact.manifest(), opened.location());
            if (key.isPresent()) {
                opened.sign(key.get());
                LOG.info("Signed {}.", opened.location());
            }
            StoredVersion version = new StoredVersion(artifact.manifest(), artifact.digest(), opened.location());
            if (store != null) {
                version = ExplainerStores.inBucket(store).push(artifact);
                LOG.info("Copied to {}.", version.location());
            }
            if (candidate) {
                release.announceCandidate(version, brokers);
            } else if (announces) {
                release.announce(version, overridden, brokers);
            } else {
                LOG.info("Not announced, because --bootstrap-servers was not given.");
            }
        }
        return 0;
    }
}
