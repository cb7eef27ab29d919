package io.maskstream.trainer.command;

import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.trainer.evaluate.ExplainedModel;
import io.maskstream.trainer.recipe.ResNetV2Training;
import io.maskstream.trainer.records.Cifar10;
import io.maskstream.trainer.tensor.ComputeDevice;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Trains the image model on CIFAR-10. */
@Command(
        name = "cifar10",
        description = {
            "Trains a residual network to tell the ten classes of CIFAR-10's images apart.",
            "The folder --data must hold cifar-10-batches-bin/ as the data set's authors distribute it (binary version)."
        },
        mixinStandardHelpOptions = true)
final class FrozenCifar10 implements Callable<Integer> {

    @Spec
    CommandSpec spec;

    @Mixin
    RunOptions run;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "Folder to write the SavedModel to; the checkpoint is kept beside it.")
    Path out;

    @Option(
            names = "--start",
            paramLabel = "DIR",
            description =
                    "Starts from the weights of a model that this command has written there, or of the one that an explainer"
                            + " there explains, in place of random ones: a warm"
                            + " restart, or growth from a network of less depth, which learns several times as fast.")
    Path start;

    @Option(
            names = "--keep",
            defaultValue = "0",
            paramLabel = "SHARE",
            description =
                    "Share of the weights of --start in the mean with the trained ones that is written: less than 1. A"
                            + " short training on other views of the images, as with --guide, costs accuracy, and this gets some of"
                            + " it back. It can be changed with --resume (default: ${DEFAULT-VALUE}).")
    double kept;

    @Option(
            names = "--depth",
            defaultValue = "164",
            description = "Layers of the network, 9n + 2: 11, 29, 56, 110, 164 ... (default: ${DEFAULT-VALUE}).")
    int depth;

    @Option(
            names = "--split-seed",
            defaultValue = "0",
            paramLabel = "N",
            description = "Which images are held out for validation (default: ${DEFAULT-VALUE}).")
    long splitSeed;

    @Option(
            names = "--held-out",
            defaultValue = "0.04",
            paramLabel = "SHARE",
            description = "Share of the images for training that is held out for validation"
                    + " (default: ${DEFAULT-VALUE}).")
    double heldOut;

    @Option(names = "--epochs", defaultValue = "30", description = "Default: ${DEFAULT-VALUE}.")
    int epochs;

    @Option(names = "--batch", defaultValue = "128", description = "Images a step (default: ${DEFAULT-VALUE}).")
    int batch;

    @Option(
            names = "--learning-rate",
            defaultValue = "0.2",
            description = "Highest rate of the cosine schedule (default: ${DEFAULT-VALUE}).")
    double learningRate;

    @Option(
            names = "--weight-decay",
            defaultValue = "0.00025",
            description = "Of stochastic gradient descent (default: ${DEFAULT-VALUE}).")
    double weightDecay;

    @Option(
            names = "--cover",
            defaultValue = "8",
            paramLabel = "PIXELS",
            description = "Side of the square that training covers in each image (default: ${DEFAULT-VALUE}).")
    int cover;

    @Option(
            names = "--revealed",
            defaultValue = "0.25",
            paramLabel = "SHARE",
            description = "Share of the images in an epoch of which only parts are left, much as masks leave them"
                    + " (default: ${DEFAULT-VALUE}).")
    double revealed;

    @Option(
            names = "--guide",
            paramLabel = "DIR",
            description =
                    "An explainer's version. The images of which only parts are left (--revealed) are shown through its"
                            + " masks: half through their own, half through that of an image of another class, of which"
                            + " the model shall tell no class. For a model that has been trained and explained before.")
    Path guide;

    @Option(
            names = "--window",
            defaultValue = "24",
            paramLabel = "PIXELS",
            description = "Side of the part of each image that the first epochs see, at half the cost of whole images"
                    + " (default: ${DEFAULT-VALUE}).")
    int window;

    @Option(
            names = "--window-epochs",
            defaultValue = "12",
            paramLabel = "N",
            description = "How many epochs those are (default: ${DEFAULT-VALUE}).")
    int windowEpochs;

    @Override
    public Integer call() throws Exception {
        if (!(kept >= 0 && kept < 1)) {
            throw new ParameterException(
                    spec.commandLine(), "--keep must be at least 0 and less than 1, not " + kept + ".");
        }
        if (kept > 0 && start == null) {
            throw new ParameterException(
                    spec.commandLine(), "--keep needs a model to start from: give its folder with --start.");
        }
        ResNetV2Training.Settings settings = new ResNetV2Training.Settings(
                splitSeed,
                heldOut,
                run.seed,
                depth,
                epochs,
                batch,
                learningRate,
                weightDecay,
                cover,
                revealed,
                window,
                windowEpochs);
        ComputeDevice device = ComputeDevice.take(run.device);
        new ResNetV2Training(settings, device)
                .run(run.data, start, kept, guide == null ? null : new ExplainerGuide(guide, device), out, run.resume);
        return 0;
    }

    /** Masks by an explainer that has been published. */
    private static final class ExplainerGuide implements ResNetV2Training.Guide {

        private final ExplainerArtifact explainer;
        private final ComputeDevice device;

        ExplainerGuide(Path folder, ComputeDevice device) throws IOException {
            explainer = ExplainerArtifact.open(folder);
            this.device = device;
            Manifest.Input input = explainer.manifest().input();
            if (input.kind() != InputKind.IMAGE || input.longest() != Cifar10.SIDE * Cifar10.SIDE) {
                throw new IOException("The explainer in " + folder + " takes no images of " + Cifar10.SIDE + " x "
                        + Cifar10.SIDE + " pixels: it has no masks for these.");
            }
        }

        @Override
        public List<float[]> masks(List<EncodedInput> images) {
            try (ExplainedModel model =
                    new ExplainedModel(explainer.savedModel(), explainer.manifest(), device.convolutionSession())) {
                return model.masks(images);
            }
        }

        @Override
        public String name() {
            Manifest manifest = explainer.manifest();
            return manifest.name() + " " + manifest.version() + " " + explainer.digest();
        }
    }
}
