package io.maskstream.streamer.app;

import io.maskstream.schemas.progress.Progress;
import io.maskstream.schemas.record.ExplanationReader;
import io.maskstream.schemas.record.RequestReader;
import io.maskstream.schemas.record.SchemaRegistry;
import io.maskstream.schemas.record.SchemaRegistryException;
import io.maskstream.streamer.audit.Audit;
import io.maskstream.streamer.audit.AuditReport;
import io.maskstream.streamer.audit.AuditWindow;
import io.maskstream.streamer.audit.ExplainingAgain;
import io.maskstream.streamer.audit.Verdict;
import io.maskstream.streamer.config.KafkaSettings;
import io.maskstream.streamer.config.StreamerConfig;
import io.maskstream.streamer.engine.EngineException;
import io.maskstream.streamer.kafka.KafkaFailure;
import io.maskstream.streamer.metrics.PrometheusMetrics;
import io.maskstream.streamer.metrics.StreamerMetrics;
import io.maskstream.streamer.release.ReleaseMetrics;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code streamer audit --config FILE --from TIME}. */
@Command(
        name = "audit",
        versionProvider = StreamerCommand.Version.class,
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Verifies explanations: reads them with their requests, explains the requests again with the version that"
                    + " each explanation names, and compares the results.",
            "",
            "Reads the topics of requests, dead letters and explanations without a consumer group, and writes nothing.",
            ""
        },
        footer = {
            "",
            "The last day:",
            "  streamer audit --config streamer.properties --from PT24H",
            "",
            "Exit codes: 0 if every request has an explanation or a dead letter and every explanation is proven, 3"
                    + " if not, 1 if the audit could not continue, 2 for a wrong option."
        })
final class AuditCommand implements Callable<Integer> {

    private static final int FAILED = 1;

    /** Exit code if not every explanation is proven. */
    private static final int UNPROVEN = 3;

    @ParentCommand
    private StreamerCommand streamer;

    @Option(
            names = "--from",
            required = true,
            paramLabel = "TIME|OFFSETS",
            description =
                    "The first request: a time such as 2026-05-01T06:00:00Z, a duration before now such as PT24H, or an offset"
                            + " for each partition such as 0@1200,1@900; other partitions are left out.")
    private String from;

    @Option(
            names = "--to",
            paramLabel = "TIME|OFFSETS",
            description = "The end, exclusive, in the same format. Default: all requests that exist.")
    private String to;

    @Option(
            names = "--tolerance",
            paramLabel = "NUMBER",
            defaultValue = "1e-6",
            description = "Largest accepted difference of numbers in the same numeric mode. Default: ${DEFAULT-VALUE}.")
    private double tolerance;

    @Option(
            names = "--bound",
            paramLabel = "NUMBER",
            defaultValue = "0.05",
            description = "Largest accepted difference of numbers in another numeric mode; for measurements see"
                    + " streamer/README.md. Default: ${DEFAULT-VALUE}.")
    private double bound;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        AuditWindow first;
        Optional<AuditWindow> behind;
        try {
            Instant now = Instant.now();
            first = AuditWindow.parse("--from", from, now);
            behind = Optional.ofNullable(to).map(text -> AuditWindow.parse("--to", text, now));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        try {
            return audit(streamer.config(), first, behind);
        } catch (ConfigException | StartException | EngineException | SchemaRegistryException e) {
            complain(e.getMessage());
        } catch (KafkaException e) {
            complain("The audit cannot continue: " + KafkaFailure.described(e) + ".");
        }
        return FAILED;
    }

    private int audit(StreamerConfig config, AuditWindow first, Optional<AuditWindow> behind) {
        PrometheusMeterRegistry registry = PrometheusMetrics.registry();
        ReleaseMetrics releases = new ReleaseMetrics(registry);
        SchemaRegistry schemas =
                config.schemaRegistry().map(SchemaRegistry::new).orElse(null);
        StartingExplainers half = StartingExplainers.of(config, config.explainerLoader(), releases);
        StartingExplainers single =
                StartingExplainers.of(config, config.explainerLoader().inSinglePrecision(), releases);
        Audit.Topics topics = new Audit.Topics(
                KafkaSettings.audit(config),
                config.requestsTopic(),
                config.explanationsTopic(),
                config.deadLettersTopic());
        ExplainingAgain explaining = new ExplainingAgain(
                (name, version, inHalf) -> (inHalf ? half : single).version(name, version),
                new RequestReader(schemas),
                config.requestDigest(),
                config.streamThreads(Integer.MAX_VALUE),
                new StreamerMetrics(registry, List.of(), Clock.systemUTC()));
        long start = System.nanoTime();
        try (Audit audit = new Audit(
                        topics, new ExplanationReader(schemas), explaining, new Audit.Bounds(tolerance, bound));
                Progress progress = new Progress("Auditing", "explanations", -1, ErrorTerminal.isThere())) {
            AuditReport report = audit.run(first, behind, progress);
            print(report, (System.nanoTime() - start) / 1e9);
            return report.isProven() ? 0 : UNPROVEN;
        }
    }

    private void print(AuditReport report, double seconds) {
        PrintWriter out = spec.commandLine().getOut();
        for (Verdict verdict : Verdict.values()) {
            double difference = report.largestDifference(verdict);
            out.printf(
                    Locale.ROOT,
                    "%,12d %s%s%n",
                    report.count(verdict),
                    verdict.described(),
                    difference == 0 ? "" : String.format(Locale.ROOT, " (by at most %.1e)", difference));
        }
        out.printf(Locale.ROOT, "%,12d refused, with a dead letter%n", report.deadLetters());
        out.printf(Locale.ROOT, "%,12d repeated explanations%n", report.repeatedExplanations());
        out.printf(
                Locale.ROOT,
                "%,12d in total, in %.1f s, %,.0f per second%n",
                report.total(),
                seconds,
                report.total() / seconds);
        report.first().forEach(out::println);
        out.flush();
    }

    private void complain(String message) {
        spec.commandLine().getErr().println("streamer audit: " + message);
    }
}
