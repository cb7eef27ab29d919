package io.maskstream.trainer.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.schemas.input.text.TextEncoding;
import io.maskstream.trainer.evaluate.ReviewEvaluation;
import io.maskstream.trainer.fit.ExplainerFit;
import io.maskstream.trainer.fit.FitTarget;
import io.maskstream.trainer.fit.TaskLoss;
import io.maskstream.trainer.mask.BudgetSampling;
import io.maskstream.trainer.mask.MaskNetwork;
import io.maskstream.trainer.mask.MaskPenalty;
import io.maskstream.trainer.mask.RecurrentWords;
import io.maskstream.trainer.mask.WordConvolutions;
import io.maskstream.trainer.model.FrozenModel;
import io.maskstream.trainer.records.Batch;
import io.maskstream.trainer.records.ImdbReviews;
import io.maskstream.trainer.records.ReviewSet;
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

/** Fits the mask network for reviews. */
@Command(
        name = "imdb",
        description = {
            "Fits a mask network for reviews against a frozen sentiment model, evaluates it on the test reviews, and"
                    + " publishes the next version.",
            "On 2 cores about 15 minutes with the lean network, as long again for the evaluation, and 10 GB of memory.",
            "The paper's own settings are --mask-network paper --area-weight 0 --hard-records 0 --target label; they say"
                    + " nothing of how small a mask shall be."
        },
        mixinStandardHelpOptions = true)
final class FitImdb implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(FitImdb.class);

    private static final double WARM_UP = 0.05;

    /** Shares of the words that are kept where a mask is made hard. */
    private static final double SMALLEST_BUDGET = 0.02;

    private static final double LARGEST_BUDGET = 0.2;

    /** Which mask network. */
    enum Network {
        /** The paper's: two bidirectional GRUs of 100, a dense layer of 256. */
        PAPER,
        /** A dense layer and convolutions, at a few percent of the frozen model's cost. */
        LEAN
    }

    @Spec
    CommandSpec spec;

    @Mixin
    Fitting fitting;

    @Option(
            names = "--name",
            defaultValue = "imdb",
            paramLabel = "NAME",
            description = "The explainer's (default: ${DEFAULT-VALUE}).")
    String name;

    @Option(
            names = "--mask-network",
            defaultValue = "lean",
            description =
                    "${COMPLETION-CANDIDATES}: the paper's recurrent one costs more than the model itself, the lean"
                            + " one a few percent of it (default: ${DEFAULT-VALUE}).")
    Network network;

    @Option(names = "--epochs", defaultValue = "2", description = "Default: ${DEFAULT-VALUE}.")
    int epochs;

    @Option(names = "--batch", defaultValue = "64", description = "Reviews a step (default: ${DEFAULT-VALUE}).")
    int batch;

    @Option(
            names = "--reviews",
            paramLabel = "N",
            description = "Takes only so many of the reviews for training, for a quick trial (default: all).")
    Integer reviews;

    @Option(
            names = "--learning-rate",
            defaultValue = "0.002",
            description = "Highest rate of the cosine schedule (default: ${DEFAULT-VALUE}).")
    double learningRate;

    @Option(
            names = "--area",
            defaultValue = "0.12",
            description = "Mean weight above which a review's mask costs extra (default: ${DEFAULT-VALUE}).")
    double area;

    @Option(
            names = "--area-weight",
            defaultValue = "50",
            description = "Of that extra cost; 0 for none (default: ${DEFAULT-VALUE}).")
    double areaWeight;

    @Option(
            names = "--entropy",
            defaultValue = "0.1",
            description = "Cost of weights about a half (default: ${DEFAULT-VALUE}).")
    double entropy;

    @Option(
            names = "--hard-records",
            defaultValue = "0.5",
            paramLabel = "SHARE",
            description =
                    "Share of the reviews in a step of which only the words of the highest weights are kept, 2 to 20%%"
                            + " of them, so that the mask learns their order (default: ${DEFAULT-VALUE}).")
    double hardRecords;

    @Option(
            names = "--complement-weight",
            defaultValue = "0",
            description = "Of what the left-out words still tell; 0 for none (default: ${DEFAULT-VALUE}).")
    double complementWeight;

    @Option(
            names = "--target",
            defaultValue = "model",
            description = "What the masked prediction shall be close to: ${COMPLETION-CANDIDATES}"
                    + " (default: ${DEFAULT-VALUE}).")
    FitTarget target;

    @Override
    public Integer call() throws Exception {
        if (reviews != null && reviews < 1) {
            throw new ParameterException(spec.commandLine(), "--reviews must be at least 1, not " + reviews + ".");
        }
        FrozenModel frozen = fitting.frozen(InputKind.REVIEW);
        Manifest.Input input = frozen.card().input();
        TextEncoding encoding = new TextEncoding(frozen.vocabulary(), input.tokens());
        SortedSet<Integer> lengths = new TreeSet<>(frozen.card().tensors().keySet());
        long splitSeed = fitting.splitSeed(frozen);
        RunOptions run = fitting.run;
        ImdbReviews all = ImdbReviews.read(run.data);
        Split<ImdbReviews.Review> split = ReviewSet.split(all, splitSeed);
        List<ImdbReviews.Review> training = split.train();
        if (reviews != null && reviews < training.size()) {
            training = training.subList(0, reviews); // They are in random order already.
        }
        List<Batch.Example> seen = new ReviewSet(training, encoding).examples();
        List<Batch.Example> heldOut = new ReviewSet(split.validation(), encoding).examples();
        ComputeDevice device = ComputeDevice.take(run.device);
        LOG.info("Fitting {} to {} reviews (split seed {}) on {}.", name, seen.size(), splitSeed, device);
        fitting.publish(
                new Fitting.Task(
                        frozen, name, splitSeed, describe(splitSeed, all, split, device), device.recurrentSession()),
                new ExplainerFit.Objective(
                        network(),
                        new MaskPenalty(0, 0, area, areaWeight, entropy),
                        TaskLoss.DIVERGENCE,
                        target,
                        new BudgetSampling(hardRecords, SMALLEST_BUDGET, LARGEST_BUDGET),
                        complementWeight,
                        1),
                new TrainingLoop.Schedule(epochs, new LearningRate(learningRate, WARM_UP), run.seed, 1),
                (epoch, random) -> Batch.cut(seen, lengths, batch, random),
                model -> ReviewEvaluation.glance(model, heldOut),
                model -> new ReviewEvaluation(model, new ReviewSet(split.test(), encoding), frozen.vocabulary()).run());
        return 0;
    }

    private MaskNetwork network() {
        return switch (network) {
            case PAPER -> new RecurrentWords(2, 100, 256);
            case LEAN -> new WordConvolutions(32, 2, 3);
        };
    }

    private ObjectNode describe(long splitSeed, ImdbReviews all, Split<ImdbReviews.Review> split, ComputeDevice device)
            throws IOException {
        ObjectNode fit = JsonNodeFactory.instance.objectNode();
        fit.putObject("data")
                .put("name", "IMDB (Maas et al. 2011), " + ImdbReviews.FOLDER)
                .put("sha256", all.sha256())
                .put("split", "a random tenth of the reviews for training held out, copies of a text on one side")
                .put("splitSeed", splitSeed)
                .put(
                        "fitted",
                        reviews == null
                                ? split.train().size()
                                : Math.min(reviews, split.train().size()))
                .put("validation", split.validation().size())
                .put("test", split.test().size());
        fit.putObject("settings")
                .put("seed", fitting.run.seed)
                .put("epochs", epochs)
                .put("batch", batch)
                .put("learningRate", learningRate)
                .put("network", network.name().toLowerCase(Locale.ROOT))
                .put("area", area)
                .put("areaWeight", areaWeight)
                .put("entropy", entropy)
                .put("hardRecords", hardRecords)
                .put("complementWeight", complementWeight)
                .put("target", target.name().toLowerCase(Locale.ROOT));
        Fitting.describeSoftware(fit, device.name());
        return fit;
    }
}
