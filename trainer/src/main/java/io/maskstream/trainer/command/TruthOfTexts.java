package io.maskstream.trainer.command;

import io.maskstream.trainer.recipe.TextRecipe;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A task of texts in which one word decides the class, and a negator may invert it. */
@Command(
        name = "texts",
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {
            "The reference model learns the class of artificial texts. One word decides the class, and in"
                    + " half of the texts a negator before it; all other words have no effect."
        },
        mixinStandardHelpOptions = true)
final class TruthOfTexts implements Callable<Integer> {

    /** Enough for the model to learn the effect of a negator. */
    private static final int TEXTS = 10_000;

    private static final TextRecipe.Settings MODEL =
            new TextRecipe.Settings(1, 10, 64, 0.002, 0.01, 1000, 48, 64, 64, 0.3);

    @Spec
    CommandSpec spec;

    @Mixin
    TruthOptions options;

    @Override
    public Integer call() throws IOException {
        options.run(
                TruthTask.texts(TEXTS, options.over(MODEL)), spec.commandLine().getOut());
        return 0;
    }

    /** Returns the task with the default settings. */
    static TruthTask usual() throws IOException {
        return TruthTask.texts(TEXTS, MODEL);
    }
}
