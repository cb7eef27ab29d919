package io.maskstream.trainer.command;

import io.maskstream.schemas.input.InputKind;
import io.maskstream.trainer.model.ModelChoices;
import io.maskstream.trainer.recipe.ImageRecipe;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trains the residual network. */
@Command(
        name = "images",
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {
            "Trains a residual network to predict a value or a class of small pictures.",
            "The paper's model: --preset cifar10 --held-out 0.04 --records cifar10:DIR, on a GPU."
        },
        mixinStandardHelpOptions = true)
final class TrainImages implements Callable<Integer> {

    @Mixin
    TrainOptions options;

    @Option(
            names = "--start",
            order = 640,
            paramLabel = "DIR",
            description =
                    "Starts from the weights of a model that this command has written there, or of the one that an"
                            + " explainer there explains, in place of random ones: a warm restart, or growth from a network of"
                            + " less depth, which learns several times as fast.")
    Path start;

    @Option(
            names = "--size",
            order = 641,
            paramLabel = "WIDTHxHEIGHT",
            converter = ModelOptions.Size.class,
            description = "That pictures are stretched to, in pixels (default: 32x32).")
    ModelChoices.ImageSize size;

    @Option(
            names = "--channels",
            order = 642,
            paramLabel = "N",
            description = "1 for grey, 3 for colour, 4 for these and opacity (default: 3).")
    Integer channels;

    @Option(
            names = "--depth",
            order = 643,
            paramLabel = "N",
            description = "Layers of the network, 9n + 2: 11, 29, 56, 110, 164 ... (default: 29; of the preset 164).")
    Integer depth;

    @Option(
            names = "--mirror",
            order = 644,
            negatable = true,
            fallbackValue = "true",
            description =
                    "Whether half of the pictures are shown with left and right exchanged (default: yes). Leave it"
                            + " out with --no-mirror where they mean something else then, as letters do.")
    Boolean mirror;

    @Option(
            names = "--cover",
            order = 645,
            paramLabel = "SHARE",
            description = "Side of the part that training covers in each picture, of the picture's (default: 0.25).")
    Double cover;

    @Option(
            names = "--revealed",
            order = 646,
            paramLabel = "SHARE",
            description = "Share of the pictures in an epoch of which only parts are left, much as masks leave them"
                    + " (default: 0.25).")
    Double revealed;

    @Option(
            names = "--window",
            order = 647,
            paramLabel = "SHARE",
            description =
                    "Side of the part of each picture that the first epochs see, of the picture's, at half the cost"
                            + " of whole pictures (default: 0.75).")
    Double window;

    @Option(
            names = "--window-epochs",
            order = 648,
            paramLabel = "N",
            description = "How many epochs those are (default: two fifths).")
    Integer windowEpochs;

    @Override
    public Integer call() throws IOException {
        Overrides given = options.given()
                .with("width", size == null ? null : size.width())
                .with("height", size == null ? null : size.height())
                .with("channels", channels)
                .with("depth", depth)
                .with("mirror", mirror)
                .with("cover", cover)
                .with("revealed", revealed)
                .with("window", window)
                .with(
                        "windowEpochs",
                        windowEpochs == null && options.epochs != null
                                ? (Integer) (2 * options.epochs / 5)
                                : windowEpochs);
        options.train(
                InputKind.IMAGE,
                start,
                records -> new ImageRecipe(given.over(
                        options.preset == null ? ImageRecipe.Settings.of(records) : ImageRecipe.Settings.cifar10())));
        return 0;
    }
}
