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
            "Trains a residual network to predict a value or a class from small images.",
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
            description = "Start from the weights of a model that this command has written, or of the model in an"
                    + " explainer version, instead of random ones. The model may have fewer layers: growing from it"
                    + " learns several times as fast.")
    Path start;

    @Option(
            names = "--size",
            order = 641,
            paramLabel = "WIDTHxHEIGHT",
            converter = ModelOptions.Size.class,
            description = "Size in pixels to which images are stretched (default: 32x32).")
    ModelChoices.ImageSize size;

    @Option(
            names = "--channels",
            order = 642,
            paramLabel = "N",
            description = "Channels: 1 for grey, 3 for colour, 4 for colour and opacity (default: 3).")
    Integer channels;

    @Option(
            names = "--depth",
            order = 643,
            paramLabel = "N",
            description = "Layers of the network, 9n + 2: 11, 29, 56, 110, 164 ... (default: 29; in the preset 164).")
    Integer depth;

    @Option(
            names = "--mirror",
            order = 644,
            negatable = true,
            fallbackValue = "true",
            description =
                    "Whether half of the images are mirrored (default: yes). Use --no-mirror if that changes their"
                            + " meaning, as with letters.")
    Boolean mirror;

    @Option(
            names = "--cover",
            order = 645,
            paramLabel = "SHARE",
            description =
                    "Side of the square that training covers in each image, as a share of the image's side (default:"
                            + " 0.25).")
    Double cover;

    @Option(
            names = "--revealed",
            order = 646,
            paramLabel = "SHARE",
            description = "Share of the images in an epoch of which only parts are shown, much like masks leave them"
                    + " (default: 0.25).")
    Double revealed;

    @Option(
            names = "--window",
            order = 647,
            paramLabel = "SHARE",
            description = "Side of the window of each image that the first epochs see, as a share of the image's side;"
                    + " half the cost of whole images (default: 0.75).")
    Double window;

    @Option(
            names = "--window-epochs",
            order = 648,
            paramLabel = "N",
            description = "Number of epochs with a window (default: two fifths).")
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
