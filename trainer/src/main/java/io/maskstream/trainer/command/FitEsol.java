package io.maskstream.trainer.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.schemas.artifact.Digests;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.schemas.input.molecule.SmilesEncoding;
import io.maskstream.trainer.evaluate.MoleculeEvaluation;
import io.maskstream.trainer.fit.ExplainerFit;
import io.maskstream.trainer.fit.FitTarget;
import io.maskstream.trainer.fit.TaskLoss;
import io.maskstream.trainer.mask.BudgetSampling;
import io.maskstream.trainer.mask.MaskPenalty;
import io.maskstream.trainer.mask.ResidualConvolutions;
import io.maskstream.trainer.model.FrozenModel;
import io.maskstream.trainer.records.Batch;
import io.maskstream.trainer.records.Esol;
import io.maskstream.trainer.records.MoleculeSet;
import io.maskstream.trainer.records.Split;
import io.maskstream.trainer.tensor.ComputeDevice;
import io.maskstream.trainer.train.LearningRate;
import io.maskstream.trainer.train.TrainingLoop;
import java.io.IOException;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Fits the mask network for molecules. */
@Command(
        name = "esol",
        description = {
            "Fits the mask network for molecules, residual 1-D convolutions over the embedded SMILES string, against a"
                    + " frozen solubility model, evaluates it on the test part of the split, and publishes the next version.",
            "The paper's own settings are --area-weight 0 --complement-weight 0 --target label; they give masks that keep"
                    + " almost everything."
        },
        mixinStandardHelpOptions = true)
final class FitEsol implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(FitEsol.class);

    private static final int CONVOLUTION_WIDTH = 3;
    private static final double WARM_UP = 0.05;

    /** Molecules of a stream are mostly spelt by some toolkit's canonical rules, as those of the data set are. */
    private static final double OWN_SPELLINGS = 0.5;

    private static final int CHECKPOINT_EPOCHS = 5;

    @Mixin
    Fitting fitting;

    @Option(
            names = "--name",
            defaultValue = "esol",
            paramLabel = "NAME",
            description = "The explainer's (default: ${DEFAULT-VALUE}).")
    String name;

    @Option(names = "--epochs", defaultValue = "80", description = "Default: ${DEFAULT-VALUE}.")
    int epochs;

    @Option(names = "--batch", defaultValue = "32", description = "Molecules a step (default: ${DEFAULT-VALUE}).")
    int batch;

    @Option(
            names = "--learning-rate",
            defaultValue = "0.002",
            description = "Highest rate of the cosine schedule (default: ${DEFAULT-VALUE}).")
    double learningRate;

    @Option(
            names = "--layers",
            defaultValue = "20",
            description = "Convolutions of the mask network (default: ${DEFAULT-VALUE}).")
    int layers;

    @Option(names = "--filters", defaultValue = "48", description = "Of each (default: ${DEFAULT-VALUE}).")
    int filters;

    @Option(
            names = "--l1",
            defaultValue = "1e-3",
            description = "Cost of a molecule's sum of weights (default: ${DEFAULT-VALUE}).")
    double l1;

    @Option(
            names = "--l2",
            defaultValue = "1e-4",
            description = "Cost of its sum of squared weights (default: ${DEFAULT-VALUE}).")
    double l2;

    @Option(
            names = "--area",
            defaultValue = "0.59",
            description = "Mean weight above which a molecule's mask costs extra (default: ${DEFAULT-VALUE}).")
    double area;

    @Option(
            names = "--area-weight",
            defaultValue = "20",
            description = "Of that extra cost; 0 for none (default: ${DEFAULT-VALUE}).")
    double areaWeight;

    @Option(
            names = "--complement-weight",
            defaultValue = "0.3",
            description = "Of what the left-out part still tells; 0 for none (default: ${DEFAULT-VALUE}).")
    double complementWeight;

    @Option(
            names = "--target",
            defaultValue = "both",
            description = "What the masked prediction shall be close to: ${COMPLETION-CANDIDATES}"
                    + " (default: ${DEFAULT-VALUE}).")
    FitTarget target;

    @Override
    public Integer call() throws Exception {
        FrozenModel frozen = fitting.frozen(InputKind.MOLECULE);
        SmilesEncoding encoding =
                new SmilesEncoding(frozen.vocabulary(), frozen.card().input().tokens());
        SortedSet<Integer> lengths = new TreeSet<>(frozen.card().tensors().keySet());
        long splitSeed = fitting.splitSeed(frozen);
        RunOptions run = fitting.run;
        Split<Esol.Molecule> split = Split.random(Esol.read(run.data), Esol.Molecule::canonical, splitSeed);
        // The frozen model has not seen the validation part, which shows the mask network how it takes new molecules.
        MoleculeSet seen = new MoleculeSet(
                Stream.concat(split.train().stream(), split.validation().stream())
                        .toList(),
                encoding);
        ComputeDevice device = ComputeDevice.take(run.device);
        LOG.info(
                "Fitting {} to {} molecules (split seed {}) on {}.",
                name,
                seen.molecules().size(),
                splitSeed,
                device);
        MoleculeSet test = new MoleculeSet(split.test(), encoding);
        fitting.publish(
                new Fitting.Task(frozen, name, splitSeed, describe(splitSeed, split, device), device.session()),
                new ExplainerFit.Objective(
                        new ResidualConvolutions(layers, filters, CONVOLUTION_WIDTH),
                        new MaskPenalty(l1, l2, area, areaWeight, 0),
                        TaskLoss.SQUARED_ERROR,
                        target,
                        BudgetSampling.NONE,
                        complementWeight,
                        1),
                new TrainingLoop.Schedule(epochs, new LearningRate(learningRate, WARM_UP), run.seed, CHECKPOINT_EPOCHS),
                (epoch, random) -> Batch.cut(seen.enumerated(random, OWN_SPELLINGS), lengths, batch, random),
                model -> "",
                model -> new MoleculeEvaluation(model, test).run());
        return 0;
    }

    private ObjectNode describe(long splitSeed, Split<Esol.Molecule> split, ComputeDevice device) throws IOException {
        ObjectNode fit = JsonNodeFactory.instance.objectNode();
        fit.putObject("data")
                .put("name", "ESOL (Delaney 2004), " + Esol.FILE)
                .put("sha256", Digests.sha256(fitting.run.data.resolve(Esol.FILE)))
                .put("split", "random 80/10/10 by molecule, copies of a molecule on one side")
                .put("splitSeed", splitSeed)
                .put("fitted", split.train().size() + split.validation().size())
                .put("test", split.test().size());
        fit.putObject("settings")
                .put("seed", fitting.run.seed)
                .put("epochs", epochs)
                .put("batch", batch)
                .put("learningRate", learningRate)
                .put("network", "residual 1-D convolutions")
                .put("layers", layers)
                .put("filters", filters)
                .put("l1", l1)
                .put("l2", l2)
                .put("area", area)
                .put("areaWeight", areaWeight)
                .put("complementWeight", complementWeight)
                .put("target", target.name().toLowerCase(Locale.ROOT));
        Fitting.describeSoftware(fit, device.name());
        return fit;
    }
}
