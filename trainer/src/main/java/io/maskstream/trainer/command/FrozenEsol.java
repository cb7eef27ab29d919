package io.maskstream.trainer.command;

import io.maskstream.trainer.recipe.Smiles2VecTraining;
import io.maskstream.trainer.tensor.ComputeDevice;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trains SMILES2vec on ESOL. */
@Command(
        name = "esol",
        description = {
            "Trains the SMILES2vec CNN-GRU to predict aqueous solubility on ESOL (delaney-processed.csv of MoleculeNet).",
            "Every epoch sees each training molecule in another, random spelling. About 5 minutes on 2 cores."
        },
        mixinStandardHelpOptions = true)
final class FrozenEsol implements Callable<Integer> {

    @Mixin
    RunOptions run;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "Folder to write the SavedModel to; the checkpoint is kept beside it.")
    Path out;

    @Option(
            names = "--split-seed",
            defaultValue = "0",
            paramLabel = "N",
            description = "Which random 80/10/10 split of the molecules (default: ${DEFAULT-VALUE}).")
    long splitSeed;

    @Option(names = "--epochs", defaultValue = "100", description = "Default: ${DEFAULT-VALUE}.")
    int epochs;

    @Option(names = "--batch", defaultValue = "32", description = "Molecules a step (default: ${DEFAULT-VALUE}).")
    int batch;

    @Option(
            names = "--learning-rate",
            defaultValue = "0.002",
            description = "Highest rate of the cosine schedule (default: ${DEFAULT-VALUE}).")
    double learningRate;

    @Option(names = "--weight-decay", defaultValue = "0.01", description = "Of Adam (default: ${DEFAULT-VALUE}).")
    double weightDecay;

    @Option(names = "--embedding", defaultValue = "48", description = "Channels (default: ${DEFAULT-VALUE}).")
    int embedding;

    @Option(names = "--filters", defaultValue = "96", description = "Of the convolution (default: ${DEFAULT-VALUE}).")
    int filters;

    @Option(
            names = "--gru",
            defaultValue = "96",
            description = "Width of each direction of the GRUs (default: ${DEFAULT-VALUE}).")
    int gru;

    @Option(names = "--dropout", defaultValue = "0.1", description = "Between the layers (default: ${DEFAULT-VALUE}).")
    double dropout;

    @Option(
            names = "--token-dropout",
            defaultValue = "0",
            description = "Largest share of the characters that training blanks out (default: ${DEFAULT-VALUE}).")
    double tokenDropout;

    @Override
    public Integer call() throws Exception {
        Smiles2VecTraining.Settings settings = new Smiles2VecTraining.Settings(
                splitSeed,
                run.seed,
                epochs,
                batch,
                learningRate,
                weightDecay,
                embedding,
                filters,
                gru,
                dropout,
                tokenDropout);
        new Smiles2VecTraining(settings, ComputeDevice.take(run.device)).run(run.data, out, run.resume);
        return 0;
    }
}
