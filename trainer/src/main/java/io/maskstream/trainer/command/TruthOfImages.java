package io.maskstream.trainer.command;

import io.maskstream.trainer.evaluate.truth.PlantedPatches;
import io.maskstream.trainer.recipe.ImageRecipe;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A task of images in which a small patch decides the class. */
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

    /** Enough for the model to distinguish the patterns at any position. */
    private static final int IMAGES = 10_000;

    /** Images are not mirrored, cropped or covered, because that would change patterns or remove the patch. */
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

    /** Returns the task with the default settings. */
    static TruthTask usual() throws IOException {
        return TruthTask.images(PlantedPatches.Drawing.USUAL, IMAGES, MODEL);
    }
}
