package io.maskstream.trainer.command;

import io.maskstream.schemas.artifact.SigningKey;
import io.maskstream.trainer.records.source.BrokerOptions;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Announces a version that is in a store already. */
@Command(
        name = "publish",
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {
            "Checks a version of an explainer, signs it if there is a key, and announces it on the releases topic.",
            "",
            "With a key and without --bootstrap-servers, it is signed and not announced."
        },
        mixinStandardHelpOptions = true)
final class Publish implements Callable<Integer> {

    @Mixin
    ExplainerFolder explainer;

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
                    "Announces the version as a candidate: streamers do not serve it, but compare it with the version"
                            + " that serves on a share of their records. 'trainer promote' decides.")
    boolean candidate;

    @Override
    public Integer call() throws IOException {
        Optional<SigningKey> key = signing.key();
        if (candidate) {
            release.announceCandidate(explainer.open(), brokers, key);
            return 0;
        }
        if (key.isEmpty()) {
            release.require(brokers);
        }
        release.announce(explainer.open(), brokers, key);
        return 0;
    }
}
