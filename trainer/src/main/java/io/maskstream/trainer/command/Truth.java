package io.maskstream.trainer.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** Commands that judge the fit itself on tasks whose truth is known. */
@Command(
        name = "truth",
        description = {
            "Fits an explainer to a task whose truth is known, and says how well it finds it.",
            "A reference model learns the task, a mask network is fitted to it with the settings that a fit has where nothing"
                    + " else is said, and the mask and other methods are compared with what decides."
        },
        subcommands = {TruthOfMolecules.class, TruthOfTexts.class, TruthOfImages.class, HelpCommand.class},
        mixinStandardHelpOptions = true)
final class Truth {}
