package io.maskstream.trainer.command;

import io.maskstream.trainer.evaluate.truth.PlantedPatches;
import io.maskstream.trainer.recipe.ImageRecipe;
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
            "The reference model learns the class of artificial images of 32x32 pixels. A patch of 6x6"
                    + " pixels at a random position decides the class; patches with other patterns have no effect."
        },
        mixinStandardHelpOptions = true)
final class TruthOfImages implements Callable<Integer> {

    /** Enough that the model tells the patterns apart wherever they stand. */
    private static final int IMAGES = 10_000;

    /** Pictures are neither mirrored nor cut nor covered: patterns would become others, and the patch would be lost. */
    private static final ImageRecipe.Settings MODEL =
            new ImageRecipe.Settings(1, 32, 32, 3, 11, 8, 64, 0.1, 0.00025, false, 0, 0.25, 1, 0);

    @Spec
    CommandSpec spec;

    @Mixin
    TruthOptions options;

    @Override
    public Integer call() throws IOException {
        options.run(
                TruthTask.images(PlantedPatches.Drawing.USUAL, IMAGES, options.over(MODEL)),
                spec.commandLine().getOut());
        return 0;
    }

    /** The task with the usual settings. */
    static TruthTask usual() throws IOException {
        return TruthTask.images(PlantedPatches.Drawing.USUAL, IMAGES, MODEL);
    }
}
