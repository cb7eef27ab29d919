package io.maskstream.trainer.command;

import io.maskstream.trainer.tensor.ComputeDevice;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** What every training can be told. */
final class RunOptions {

    @Option(names = "--data", required = true, paramLabel = "DIR", description = "Folder of the data set.")
    Path data;

    @Option(
            names = "--device",
            defaultValue = "auto",
            description = "Where to compute: ${COMPLETION-CANDIDATES}; auto takes a GPU where TensorFlow sees one"
                    + " (default: ${DEFAULT-VALUE}).")
    ComputeDevice.Choice device;

    @Option(
            names = "--seed",
            defaultValue = "1",
            paramLabel = "N",
            description = "Of initial weights, order and dropout (default: ${DEFAULT-VALUE}).")
    long seed;

    @Option(names = "--resume", description = "Go on from the checkpoint of an interrupted run of the same command.")
    boolean resume;
}
