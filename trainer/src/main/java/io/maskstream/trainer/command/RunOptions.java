package io.maskstream.trainer.command;

import io.maskstream.trainer.tensor.ComputeDevice;
import picocli.CommandLine.Option;

/** Options of all training commands. */
final class RunOptions {

    @Option(
            names = "--seed",
            paramLabel = "N",
            order = 880,
            description = "Seed of initial weights, order of the records and dropout (default: 1).")
    Long seed;

    @Option(
            names = "--device",
            defaultValue = "auto",
            order = 881,
            paramLabel = "DEVICE",
            description =
                    "Device: auto, cpu or gpu; auto uses a GPU if TensorFlow finds one (default: ${DEFAULT-VALUE}).")
    ComputeDevice.Choice device;

    @Option(
            names = "--resume",
            order = 882,
            description = "Continue from the checkpoint of an interrupted run of the same command.")
    boolean resume;
}
