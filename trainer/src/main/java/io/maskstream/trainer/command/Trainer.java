package io.maskstream.trainer.command;

import io.maskstream.schemas.progress.Terminal;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The trainer's command line. */
@Command(
        name = "trainer",
        description = {
            "Inspects models, fits explainers to them, and publishes explainers in numbered versions.",
            "",
            "A model is a TensorFlow SavedModel that makes predictions. An explainer adds a mask network to"
                    + " it, which shows for each input the parts that the prediction rests on. The streamer serves"
                    + " explainers."
        },
        subcommands = {
            Inspect.class,
            Fit.class,
            Evaluate.class,
            ProfileExplainer.class,
            Train.class,
            Truth.class,
            ListExplainers.class,
            Publish.class,
            Promote.class,
            Rollback.class,
            HelpCommand.class
        },
        mixinStandardHelpOptions = true,
        version = "maskstream trainer " + Trainer.VERSION,
        footer = {
            "",
            "From a model and records to a served explainer:",
            "  trainer inspect models/mine",
            "  trainer fit models/mine --records reviews.csv --input text --store explainers --name mine",
            "  trainer evaluate explainers/mine --records reviews.csv --input text",
            "  trainer publish explainers/mine --bootstrap-servers localhost:9092",
            "To go back to an earlier version:",
            "  trainer rollback explainers/mine/1 --bootstrap-servers localhost:9092"
        })
public final class Trainer {

    static final String VERSION = "0.1.0";

    /** Less than the 30 seconds after which Kubernetes kills a process. */
    private static final int SECONDS_TO_END = 20;

    /** Exit code of a killed process. */
    private static final int KILLED = 137;

    private Trainer() {}

    public static void main(String[] arguments) {
        if (Terminal.isThere()) {
            // Must precede the first logger: each line of the log overwrites the progress bar.
            System.setProperty("maskstream.log.start", "\r\u001B[K");
        }
        CountDownLatch ended = new CountDownLatch(1);
        Thread main = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> endInOrder(main, ended)));
        int exitCode;
        try {
            exitCode = run(commandLine(), arguments);
        } finally {
            ended.countDown();
        }
        System.exit(exitCode);
    }

    /**
     * After Ctrl-C or SIGTERM, lets the command stop between two calls of TensorFlow, report how to continue, and close
     * its resources. A process that exits while TensorFlow computes crashes in native code.
     */
    private static void endInOrder(Thread main, CountDownLatch ended) {
        if (ended.getCount() == 0) {
            return;
        }
        main.interrupt();
        try {
            if (!ended.await(SECONDS_TO_END, TimeUnit.SECONDS)) {
                Runtime.getRuntime().halt(KILLED);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Runs a command.
     *
     * @return the exit code: 0, or that of an {@link ExitCode}
     */
    static int run(CommandLine line, String... arguments) {
        try {
            TaskFile.apply(line, arguments);
        } catch (IOException e) {
            line.getErr().println(line.getColorScheme().errorText(e.getMessage()));
            return ExitCode.MEND.code();
        }
        return line.execute(arguments);
    }

    /**
     * Returns the command line. It reports failures that a user can fix in one sentence on standard error, with an
     * {@link ExitCode}.
     */
    public static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Trainer());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        Map<String, IHelpSectionRenderer> help = new HashMap<>(line.getHelpSectionMap());
        help.put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, new OptionSections());
        line.setHelpSectionMap(help);
        FailureReport report = new FailureReport();
        line.setExecutionExceptionHandler(report);
        line.setParameterExceptionHandler(report);
        return line;
    }
}
