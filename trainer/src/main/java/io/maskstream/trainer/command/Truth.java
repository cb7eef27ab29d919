package io.maskstream.trainer.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** Commands that test fits on tasks with a known truth. */
@Command(
        name = "truth",
        description = {
            "Fits an explainer to a task whose true explanation is known, and measures how well it is found.",
            "A reference model learns the task, a mask network is fitted to it with the default settings of"
                    + " fit, and the mask and other methods are compared with the truth."
        },
        subcommands = {TruthOfMolecules.class, TruthOfTexts.class, TruthOfImages.class, HelpCommand.class},
        mixinStandardHelpOptions = true)
final class Truth {}
