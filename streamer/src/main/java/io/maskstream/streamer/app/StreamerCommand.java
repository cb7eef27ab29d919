package io.maskstream.streamer.app;

import io.maskstream.streamer.config.StreamerConfig;
import io.maskstream.streamer.kafka.KafkaFailure;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.common.config.ConfigException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code streamer --config FILE}. */
@Command(
        name = "streamer",
        mixinStandardHelpOptions = true,
        subcommands = {ExplainCommand.class, AuditCommand.class, ReplayCommand.class},
        versionProvider = StreamerCommand.Version.class,
        sortOptions = false,
        description = {
            "Explains every record of a Kafka topic.",
            "",
            "Reads images, reviews and molecules from one topic. For each, writes the model's prediction and"
                    + " a mask that shows which parts of the input it rests on to another topic. Records that cannot be"
                    + " explained go to a dead-letter topic with the reason.",
            ""
        },
        footer = {
            "",
            "The file needs at least three settings:",
            "  bootstrap.servers=localhost:9092",
            "  explainer.store=deploy/explainers",
            "  explainers=esol",
            "An environment variable overrides a setting: MASKSTREAM_HTTP_PORT is http.port. All settings"
                    + " are described in streamer/SETTINGS.md.",
            "",
            "'streamer explain' explains files without Kafka; 'streamer audit' verifies explanations; 'streamer replay'"
                    + " publishes dead letters again. See their --help. streamer/README.md describes new versions of explainers,"
                    + " returning to earlier ones, and pinning.",
            "",
            "SIGTERM and Ctrl-C stop it cleanly. Exit codes: 1 if it could not start or continue, 2 for a"
                    + " wrong option, 143 after SIGTERM."
        })
public final class StreamerCommand implements Callable<Integer> {

    private static final int FAILED = 1;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "Settings file in .properties format.")
    private Path config;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        try (Streamer streamer = Streamer.start(config())) {
            Runtime.getRuntime().addShutdownHook(new Thread(streamer::close, "maskstream-shutdown"));
            Optional<Throwable> failure = streamer.awaitStop();
            failure.ifPresent(e -> complain("The stream cannot continue: " + KafkaFailure.described(e) + "."));
            return failure.isPresent() ? FAILED : 0;
        } catch (ConfigException | StartException e) {
            complain(e.getMessage());
            return FAILED;
        }
    }

    /** Returns the settings of this streamer. */
    StreamerConfig config() {
        return StreamerConfig.load(configFile()
                .orElseThrow(() -> new CommandLine.ParameterException(
                        spec.commandLine(), "Missing required option: '--config=FILE'")));
    }

    /** Returns the settings file, for commands that do not require one. */
    Optional<Path> configFile() {
        return Optional.ofNullable(config);
    }

    private void complain(String message) {
        spec.commandLine().getErr().println("streamer: " + message);
    }

    /** Runs the command line; see {@code --help}. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new StreamerCommand())
                .setParameterExceptionHandler(new OptionErrors())
                .execute(arguments));
    }

    /** Reports the version that the build wrote into the jar. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Streamer.class.getPackage().getImplementationVersion();
            return new String[] {"maskstream streamer " + (version == null ? "(not packaged)" : version)};
        }
    }
}
