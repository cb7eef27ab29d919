package io.maskstream.trainer.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** Commands that train the models to be explained. */
@Command(
        name = "frozen",
        description = "Trains a model to be explained and writes it as a frozen SavedModel.",
        subcommands = {FrozenEsol.class, FrozenImdb.class, FrozenCifar10.class, HelpCommand.class},
        mixinStandardHelpOptions = true)
final class Frozen {}
