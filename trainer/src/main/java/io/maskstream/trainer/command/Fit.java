package io.maskstream.trainer.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** Commands that fit explainers. */
@Command(
        name = "fit",
        description = "Fits a mask network against a frozen model and publishes the explainer into a store.",
        subcommands = {FitEsol.class, FitImdb.class, FitCifar10.class, HelpCommand.class},
        mixinStandardHelpOptions = true)
final class Fit {}
