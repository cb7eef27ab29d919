package io.maskstream.trainer.command;

import io.maskstream.trainer.records.source.BrokerOptions;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Announces a version that is in a store already. */
@Command(
        name = "publish",
        sortOptions = false,
        abbreviateSynopsis = true,
        description = "Checks a version of an explainer and announces it on the releases topic.",
        mixinStandardHelpOptions = true)
final class Publish implements Callable<Integer> {

    @Mixin
    ExplainerFolder explainer;

    @Mixin
    BrokerOptions brokers;

    @Mixin
    ReleaseOptions release;

    @Override
    public Integer call() throws IOException {
        release.announce(explainer.open(), brokers);
        return 0;
    }
}
