package io.maskstream.trainer.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** Commands that train models to be explained. */
@Command(
        name = "train",
        description = {
            "Trains a reference model on your records, if you have no model of your own to explain.",
            "Writes it as a SavedModel with a card that describes it."
        },
        subcommands = {TrainMolecules.class, TrainTexts.class, TrainImages.class, HelpCommand.class},
        mixinStandardHelpOptions = true)
final class Train {}
