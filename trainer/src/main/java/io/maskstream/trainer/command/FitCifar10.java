package io.maskstream.trainer.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.trainer.evaluate.ImageEvaluation;
import io.maskstream.trainer.fit.ExplainerFit;
import io.maskstream.trainer.fit.FitTarget;
import io.maskstream.trainer.fit.TaskLoss;
import io.maskstream.trainer.mask.BudgetSampling;
import io.maskstream.trainer.mask.ImageConvolutions;
import io.maskstream.trainer.mask.MaskNetwork;
import io.maskstream.trainer.mask.MaskPenalty;
import io.maskstream.trainer.mask.PooledFeatures;
import io.maskstream.trainer.model.FrozenModel;
import io.maskstream.trainer.records.Batch;
import io.maskstream.trainer.records.Cifar10;
import io.maskstream.trainer.records.ImageSet;
import io.maskstream.trainer.records.Split;
import io.maskstream.trainer.tensor.ComputeDevice;
import io.maskstream.trainer.train.LearningRate;
import io.maskstream.trainer.train.TrainingLoop;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Fits the mask network for images. */
@Command(
        name = "cifar10",
        description = {
            "Fits a mask network for images against a frozen classifier of CIFAR-10, evaluates it on the test images, and"
                    + " publishes the next version.",
            "The paper's own settings are --mask-network paper --area-weight 0 --hard-records 0 --target label with some"
                    + " --l1 and --l2, which it does not say."
        },
        mixinStandardHelpOptions = true)
final class FitCifar10 implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(FitCifar10.class);

    private static final double WARM_UP = 0.05;

    /** Shares of the pixels that are kept where a mask is made hard. */
    private static final double SMALLEST_BUDGET = 0.05;

    private static final double LARGEST_BUDGET = 0.4;

    /** Which mask network. */
    enum Network {
        /** The paper's: sixteen convolutions over the pooled features. Three times the rate ends in masks that keep nothing. */
        PAPER(0.0003),
        /** A few convolutions over the maps of the model's last one. */
        LEAN(0.0009);

        private final double learningRate;

        Network(double learningRate) {
            this.learningRate = learningRate;
        }
    }

    /** How far a masked prediction is from its target. */
    enum Distance {
        DIVERGENCE(TaskLoss.DIVERGENCE),
        TOTAL_VARIATION(TaskLoss.TOTAL_VARIATION);

        private final TaskLoss loss;

        Distance(TaskLoss loss) {
            this.loss = loss;
        }
    }

    @Spec
    CommandSpec spec;

    @Mixin
    Fitting fitting;

    @Option(
            names = "--name",
            defaultValue = "cifar10",
            paramLabel = "NAME",
            description = "The explainer's (default: ${DEFAULT-VALUE}).")
    String name;

    @Option(
            names = "--mask-network",
            defaultValue = "lean",
            description =
                    "${COMPLETION-CANDIDATES}: the paper's costs twice the model itself, the lean one an eighth of"
                            + " it (default: ${DEFAULT-VALUE}).")
    Network network;

    @Option(names = "--epochs", defaultValue = "4", description = "Default: ${DEFAULT-VALUE}.")
    int epochs;

    @Option(names = "--batch", defaultValue = "64", description = "Images a step (default: ${DEFAULT-VALUE}).")
    int batch;

    @Option(
            names = "--images",
            paramLabel = "N",
            description = "Takes only so many of the images for training, for a quick trial (default: all).")
    Integer images;

    @Option(
            names = "--learning-rate",
            paramLabel = "RATE",
            description = "Highest rate of the cosine schedule (default: 0.0009 for lean, 0.0003 for paper).")
    Double learningRate;

    @Option(
            names = "--l1",
            defaultValue = "0",
            description = "Times the sum of a mask's weights (default: ${DEFAULT-VALUE}).")
    double l1;

    @Option(
            names = "--l2",
            defaultValue = "0",
            description = "Times the sum of their squares (default: ${DEFAULT-VALUE}).")
    double l2;

    @Option(
            names = "--area",
            defaultValue = "0.27",
            description = "Mean weight above which an image's mask costs extra (default: ${DEFAULT-VALUE}).")
    double area;

    @Option(
            names = "--area-weight",
            defaultValue = "50",
            description = "Of that extra cost; 0 for none (default: ${DEFAULT-VALUE}).")
    double areaWeight;

    @Option(
            names = "--entropy",
            defaultValue = "0.05",
            description = "Cost of weights about a half (default: ${DEFAULT-VALUE}).")
    double entropy;

    @Option(
            names = "--hard-records",
            defaultValue = "0.3",
            paramLabel = "SHARE",
            description = "Share of the images in a step of which only the pixels of the highest weights are kept, 5 to"
                    + " 40%% of them, so that the mask learns their order (default: ${DEFAULT-VALUE}).")
    double hardRecords;

    @Option(
            names = "--complement-weight",
            defaultValue = "0",
            description = "Of what the left-out pixels still tell; 0 for none (default: ${DEFAULT-VALUE}).")
    double complementWeight;

    @Option(
            names = "--target",
            defaultValue = "both",
            description = "What the masked prediction shall be close to: ${COMPLETION-CANDIDATES}"
                    + " (default: ${DEFAULT-VALUE}).")
    FitTarget target;

    @Option(
            names = "--distance",
            defaultValue = "divergence",
            description =
                    "How far it is from that: ${COMPLETION-CANDIDATES}; the second is bounded, and so made for a last"
                            + " few epochs (default: ${DEFAULT-VALUE}).")
    Distance distance;

    @Override
    public Integer call() throws Exception {
        if (images != null && images < 1) {
            throw new ParameterException(spec.commandLine(), "--images must be at least 1, not " + images + ".");
        }
        FrozenModel frozen = fitting.frozen(InputKind.IMAGE);
        SortedSet<Integer> lengths = new TreeSet<>(frozen.card().tensors().keySet());
        long splitSeed = fitting.splitSeed(frozen);
        double heldOut = frozen.card().training().path("data").path("heldOut").asDouble();
        RunOptions run = fitting.run;
        Cifar10 cifar10 = Cifar10.read(run.data);
        Split<Cifar10.Image> split = ImageSet.split(cifar10, heldOut, splitSeed);
        List<Cifar10.Image> seen = split.train();
        if (images != null && images < seen.size()) {
            seen = seen.subList(0, images); // They are in random order already.
        }
        ImageSet training = new ImageSet(seen);
        List<Batch.Example> validation = new ImageSet(split.validation()).examples();
        List<Batch.Example> test = new ImageSet(split.test()).examples();
        ComputeDevice device = ComputeDevice.take(run.device);
        LOG.info("Fitting {} to {} images (split seed {}) on {}.", name, seen.size(), splitSeed, device);
        fitting.publish(
                new Fitting.Task(
                        frozen,
                        name,
                        splitSeed,
                        describe(splitSeed, heldOut, cifar10, seen.size(), split, device),
                        device.convolutionSession()),
                new ExplainerFit.Objective(
                        network(),
                        new MaskPenalty(l1, l2, area, areaWeight, entropy),
                        distance.loss,
                        target,
                        new BudgetSampling(hardRecords, SMALLEST_BUDGET, LARGEST_BUDGET),
                        complementWeight,
                        1),
                new TrainingLoop.Schedule(epochs, new LearningRate(highestRate(), WARM_UP), run.seed, 1),
                (epoch, random) -> Batch.cut(training.augmented(random, Cifar10.SIDE, 0, 0), lengths, batch, random),
                model -> validation.isEmpty() ? "" : ImageEvaluation.glance(model, validation),
                model -> new ImageEvaluation(model, test).run());
        return 0;
    }

    private double highestRate() {
        return learningRate == null ? network.learningRate : learningRate;
    }

    private MaskNetwork network() {
        return switch (network) {
            case PAPER -> new PooledFeatures(4, 4, 64);
            case LEAN -> new ImageConvolutions(64, 16, false);
        };
    }

    private ObjectNode describe(
            long splitSeed, double heldOut, Cifar10 cifar10, int fitted, Split<?> split, ComputeDevice device)
            throws IOException {
        ObjectNode fit = JsonNodeFactory.instance.objectNode();
        fit.putObject("data")
                .put("name", "CIFAR-10 (Krizhevsky 2009), " + Cifar10.FOLDER)
                .put("sha256", cifar10.sha256())
                .put("split", "the data set's own; a random part of the images for training held out for validation")
                .put("splitSeed", splitSeed)
                .put("heldOut", heldOut)
                .put("fitted", fitted)
                .put("validation", split.validation().size())
                .put("test", split.test().size());
        fit.putObject("settings")
                .put("seed", fitting.run.seed)
                .put("epochs", epochs)
                .put("batch", batch)
                .put("learningRate", highestRate())
                .put("network", network.name().toLowerCase(Locale.ROOT))
                .put("l1", l1)
                .put("l2", l2)
                .put("area", area)
                .put("areaWeight", areaWeight)
                .put("entropy", entropy)
                .put("hardRecords", hardRecords)
                .put("complementWeight", complementWeight)
                .put("target", target.name().toLowerCase(Locale.ROOT))
                .put("distance", distance.name().toLowerCase(Locale.ROOT));
        Fitting.describeSoftware(fit, device.name());
        return fit;
    }
}
