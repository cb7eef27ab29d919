package io.maskstream.trainer.command;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Pictures of which a small patch decides the class. */
@Command(
        name = "images",
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {
            "The reference model learns the class of made-up pictures of 32x32 pixels, which a patch of 6x6 at a random place"
                    + " decides, among patches of other patterns that decide nothing."
        },
        mixinStandardHelpOptions = true)
final class TruthOfImages implements Callable<Integer> {

    @Spec
    CommandSpec spec;

    @Mixin
    TruthOptions options;

    @Override
    public Integer call() throws IOException {
        options.run(
                TruthTask.images(TruthTask.IMAGES, options.epochs, options.seed()),
                spec.commandLine().getOut());
        return 0;
    }
}
