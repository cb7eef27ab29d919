package io.maskstream.trainer.command;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** The trainer's command line. */
@Command(
        name = "trainer",
        description = {
            "Trains frozen models, fits explainers against them, and publishes explainers in numbered versions.",
            "",
            "A frozen model is a TensorFlow SavedModel that makes predictions. An explainer adds a mask network to it:"
                    + " for every input it says which parts the prediction rests on. The streamer serves explainers."
        },
        subcommands = {
            Inspect.class,
            Frozen.class,
            Fit.class,
            Evaluate.class,
            ListExplainers.class,
            Publish.class,
            Rollback.class,
            HelpCommand.class
        },
        mixinStandardHelpOptions = true,
        version = "maskstream trainer " + Trainer.VERSION,
        footer = {
            "",
            "From a data set to a served explainer:",
            "  trainer frozen esol --data DATA --out frozen/esol",
            "  trainer fit esol --frozen frozen/esol --data DATA --store explainers",
            "  trainer evaluate --explainer explainers/esol/1 --data DATA",
            "  trainer publish --store explainers --explainer esol --bootstrap-servers localhost:9092",
            "And back to an earlier version:",
            "  trainer rollback --store explainers --name esol --to 1 --bootstrap-servers localhost:9092"
        })
public final class Trainer {

    static final String VERSION = "0.1.0";

    private Trainer() {}

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /** The command line; failures that a user can mend are one sentence on standard error, and exit code 1. */
    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Trainer());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        FailureReport report = new FailureReport();
        line.setExecutionExceptionHandler(report);
        line.setParameterExceptionHandler(report);
        return line;
    }
}
