package io.maskstream.streamer.app;

import io.maskstream.schemas.artifact.ExplainerStore;
import io.maskstream.schemas.artifact.InvalidArtifactException;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.schemas.record.RefusalReason;
import io.maskstream.schemas.record.RequestReader;
import io.maskstream.schemas.record.SchemaRegistry;
import io.maskstream.schemas.record.SchemaRegistryException;
import io.maskstream.streamer.config.KafkaSettings;
import io.maskstream.streamer.config.StreamerConfig;
import io.maskstream.streamer.kafka.KafkaFailure;
import io.maskstream.streamer.metrics.PrometheusMetrics;
import io.maskstream.streamer.release.ReleaseIntake;
import io.maskstream.streamer.release.ReleaseMetrics;
import io.maskstream.streamer.release.ReleaseRefusedException;
import io.maskstream.streamer.replay.AnsweringExplainer;
import io.maskstream.streamer.replay.DeadLetter;
import io.maskstream.streamer.replay.Replay;
import io.maskstream.streamer.replay.ReplayException;
import io.maskstream.streamer.replay.ReplayReport;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code streamer replay --config FILE}. */
@Command(
        name = "replay",
        versionProvider = StreamerCommand.Version.class,
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Publishes dead letters on the requests topic again.",
            "",
            "Each dead letter is replayed once: it is recorded in the same transaction on a ledger"
                    + " topic, and later runs skip it. Dead letters that do not match the filters stay for a later run."
                    + " Key, value and headers are those that were published. A request that fails again becomes a new dead"
                    + " letter.",
            ""
        },
        footer = {
            "",
            "Example, after adding an explainer that requests had named:",
            "  streamer replay --config streamer.properties --reason unknown_explainer --explainer imdb",
            "",
            "Exits with 1 if it could not finish; dead letters that were replayed by then are not replayed again."
        })
final class ReplayCommand implements Callable<Integer> {

    private static final int FAILED = 1;

    @ParentCommand
    private StreamerCommand streamer;

    @Option(
            names = "--reason",
            paramLabel = "REASON",
            split = ",",
            description = "Only dead letters with this reason in their header maskstream.reason. Can be repeated.")
    private Set<String> reasons = Set.of();

    @Option(
            names = "--explainer",
            paramLabel = "NAME",
            split = ",",
            description =
                    "Only requests that this explainer would answer: those that name it, and those that name none if"
                            + " it is the first of its kind in the setting 'explainers'. Can be repeated.")
    private Set<String> explainers = Set.of();

    @Option(names = "--dry-run", description = "Report what would be replayed, without writing anything.")
    private boolean dryRun;

    @Option(
            names = "--ledger-topic",
            paramLabel = "TOPIC",
            description =
                    "Ledger topic that records what was replayed. Created if it does not exist. Default: the name of"
                            + " the dead-letter topic with the suffix -replayed.")
    private String ledgerTopic;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        checkReasons();
        try {
            StreamerConfig config = streamer.config();
            String deadLetters = config.deadLettersTopic();
            Replay replay = new Replay(
                    KafkaSettings.replay(config),
                    deadLetters,
                    config.requestsTopic(),
                    ledgerTopic == null ? deadLetters + "-replayed" : ledgerTopic);
            Predicate<DeadLetter> filter = filter(config);
            print(config, dryRun ? replay.dryRun(filter) : replay.run(filter));
            return 0;
        } catch (ConfigException
                | ReplayException
                | InvalidArtifactException
                | ReleaseRefusedException
                | SchemaRegistryException
                | IllegalArgumentException e) {
            complain(e.getMessage());
        } catch (KafkaException e) {
            complain("The replay cannot continue: " + KafkaFailure.described(e) + ".");
        }
        return FAILED;
    }

    private void checkReasons() {
        Set<String> known = Arrays.stream(RefusalReason.values())
                .map(RefusalReason::code)
                .collect(Collectors.toCollection(TreeSet::new));
        known.add(DeadLetter.NO_REASON);
        for (String reason : reasons) {
            if (!known.contains(reason)) {
                throw new CommandLine.ParameterException(
                        spec.commandLine(),
                        "There is no reason '" + reason + "'; known reasons are " + String.join(", ", known) + ".");
            }
        }
    }

    private Predicate<DeadLetter> filter(StreamerConfig config) {
        Predicate<DeadLetter> filter = letter -> reasons.isEmpty() || reasons.contains(letter.reason());
        if (explainers.isEmpty()) {
            return filter;
        }
        SchemaRegistry registry =
                config.schemaRegistry().map(SchemaRegistry::new).orElse(null);
        return filter.and(new AnsweringExplainer(explainers, defaults(config), new RequestReader(registry)));
    }

    /** Returns the explainers that answer requests without an explainer, by the versions in the store. */
    private static Map<InputKind, String> defaults(StreamerConfig config) {
        ExplainerStore store = config.explainerStore();
        ReleaseIntake intake = StartingExplainers.intake(
                config, config.explainerLoader(), new ReleaseMetrics(PrometheusMetrics.registry()));
        Map<InputKind, String> defaults = new EnumMap<>(InputKind.class);
        for (String name : config.explainers()) {
            Integer pinned = config.pinnedVersions().get(name);
            defaults.putIfAbsent(intake.kind(name, pinned == null ? store.latest(name) : pinned), name);
        }
        return defaults;
    }

    private void print(StreamerConfig config, ReplayReport report) {
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                "%s %d %s from %s to %s%n",
                dryRun ? "Would replay" : "Replayed",
                report.total(),
                report.total() == 1 ? "dead letter" : "dead letters",
                config.deadLettersTopic(),
                config.requestsTopic());
        report.replayed().forEach((reason, count) -> out.printf("  %d %s%n", count, reason));
        out.printf("replayed before:       %d%n", report.before());
        out.printf("without their value:   %d%n", report.withoutValue());
        out.printf("not selected:          %d%n", report.others());
        out.flush();
    }

    private void complain(String message) {
        spec.commandLine().getErr().println("streamer replay: " + message);
    }
}
