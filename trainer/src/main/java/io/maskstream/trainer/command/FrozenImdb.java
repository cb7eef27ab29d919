package io.maskstream.trainer.command;

import io.maskstream.trainer.recipe.ReviewGruTraining;
import io.maskstream.trainer.tensor.ComputeDevice;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trains the sentiment model on IMDB. */
@Command(
        name = "imdb",
        description = {
            "Trains a bidirectional GRU to tell positive from negative film reviews on IMDB.",
            "The folder --data must hold aclImdb/{train,test}/{pos,neg}/N_R.txt as the data set's authors distribute it,"
                    + " and glove.6B.100d.txt of GloVe, or any part of its lines: words without a vector start from a"
                    + " random one.",
            "A tenth of the reviews for training is held out for validation. About 25 minutes on 2 cores, and 5 GB of"
                    + " memory."
        },
        mixinStandardHelpOptions = true)
final class FrozenImdb implements Callable<Integer> {

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
            description = "Which random tenth is held out for validation (default: ${DEFAULT-VALUE}).")
    long splitSeed;

    @Option(names = "--epochs", defaultValue = "5", description = "Default: ${DEFAULT-VALUE}.")
    int epochs;

    @Option(names = "--batch", defaultValue = "64", description = "Reviews a step (default: ${DEFAULT-VALUE}).")
    int batch;

    @Option(
            names = "--learning-rate",
            defaultValue = "0.001",
            description = "Highest rate of the cosine schedule (default: ${DEFAULT-VALUE}).")
    double learningRate;

    @Option(names = "--weight-decay", defaultValue = "0.01", description = "Of Adam (default: ${DEFAULT-VALUE}).")
    double weightDecay;

    @Option(
            names = "--vocabulary",
            defaultValue = "20000",
            paramLabel = "N",
            description = "Most frequent words that are told apart (default: ${DEFAULT-VALUE}).")
    int vocabulary;

    @Option(
            names = "--maximum-length",
            defaultValue = "500",
            paramLabel = "N",
            description = "Words that are taken of a review, its last ones (default: ${DEFAULT-VALUE}).")
    int maximumLength;

    @Option(
            names = "--gru",
            defaultValue = "256",
            description = "Width of each direction of the GRU (default: ${DEFAULT-VALUE}).")
    int gru;

    @Option(
            names = "--dense",
            defaultValue = "128",
            description = "Width of the dense layer (default: ${DEFAULT-VALUE}).")
    int dense;

    @Option(
            names = "--word-dropout",
            defaultValue = "0.8",
            description = "Largest share of a review's words that training leaves out; half of it in the mean"
                    + " (default: ${DEFAULT-VALUE}).")
    double wordDropout;

    @Override
    public Integer call() throws Exception {
        ReviewGruTraining.Settings settings = new ReviewGruTraining.Settings(
                splitSeed,
                run.seed,
                epochs,
                batch,
                learningRate,
                weightDecay,
                vocabulary,
                maximumLength,
                gru,
                dense,
                wordDropout);
        new ReviewGruTraining(settings, ComputeDevice.take(run.device)).run(run.data, out, run.resume);
        return 0;
    }
}
