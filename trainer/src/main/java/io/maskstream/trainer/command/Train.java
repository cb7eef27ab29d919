package io.maskstream.trainer.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** Commands that train models to be explained. */
@Command(
        name = "train",
        description = {
            "Trains a reference model on your records, to be explained: where you have none of your own.",
            "It is written as a SavedModel, with a card that says what is in it."
        },
        subcommands = {TrainMolecules.class, TrainTexts.class, TrainImages.class, HelpCommand.class},
        mixinStandardHelpOptions = true)
final class Train {}
