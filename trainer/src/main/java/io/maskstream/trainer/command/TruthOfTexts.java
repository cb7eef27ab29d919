package io.maskstream.trainer.command;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Texts in which a word decides that a negator may turn. */
@Command(
        name = "texts",
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {
            "The reference model learns the class of made-up texts, in which one word decides, and in half of them a negator"
                    + " before it; all other words mean nothing."
        },
        mixinStandardHelpOptions = true)
final class TruthOfTexts implements Callable<Integer> {

    @Spec
    CommandSpec spec;

    @Mixin
    TruthOptions options;

    @Override
    public Integer call() throws IOException {
        options.run(
                TruthTask.texts(TruthTask.TEXTS, options.epochs, options.seed()),
                spec.commandLine().getOut());
        return 0;
    }
}
