package io.maskstream.demo;

import io.maskstream.broker.EmbeddedBroker;
import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.schemas.artifact.InvalidArtifactException;
import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.schemas.input.UnencodableInputException;
import io.maskstream.streamer.app.OptionErrors;
import io.maskstream.streamer.app.StartException;
import io.maskstream.streamer.config.StreamerConfig;
import io.maskstream.streamer.engine.EngineException;
import io.maskstream.streamer.engine.Explainer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.common.config.ConfigException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Compares the throughput of the whole stream with that of the bare engine, and measures the latency of single records.
 */
@Command(
        name = "bench.sh",
        subcommands = BenchCompare.class,
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        showDefaultValues = true,
        description = {
            "Publishes a backlog of records to a broker in this process and lets the streamer explain it. Prints the"
                    + " throughput of the stream and of the bare engine, which explains the same batches in memory and"
                    + " verifies as many of them; the latency of single records and of records at half of that rate;"
                    + " and where the time goes.",
            "The bare engine runs before and after each part of the backlog. The ratio of the first part is reported"
                    + " separately, because the JVM still compiles then.",
            "The bare engine uses as many threads as the stream and does nothing else, so its throughput is the upper"
                    + " limit of this machine. For one batch at a time on all processors, use"
                    + " --setting num.stream.threads=1 --setting tensorflow.threads=N."
        })
public final class Bench implements Callable<Integer> {

    @Mixin
    private BenchOptions options;

    @Option(names = "--lone", paramLabel = "N", description = "Records that are published one at a time.")
    private int lone = 200;

    @Option(
            names = "--bad",
            paramLabel = "N",
            description =
                    "Finally, compare backlogs in which one record in N is bad with backlogs of good records; 0 to skip"
                            + " this.")
    private int oneBadIn = 10;

    @Option(
            names = "--instances",
            paramLabel = "N",
            description = "Streamers in this process that share the partitions, each with its own threads.")
    private int instances = 1;

    @Override
    public Integer call() {
        if (lone < 1) {
            throw new CannotRunException("--lone must be at least 1, not " + lone + ".");
        }
        if (instances < 1 || instances > options.partitions()) {
            throw new CannotRunException("--instances must be from 1 to the number of --partitions, "
                    + options.partitions() + ", not " + instances + ".");
        }
        if (oneBadIn < 0) {
            throw new CannotRunException("--bad must not be negative, but is " + oneBadIn + ".");
        }
        List<BenchReport> reports = new ArrayList<>();
        options.artifacts().forEach((workload, artifact) -> {
            System.err.printf(Locale.ROOT, "Measuring %s, %,d records ...%n", workload, options.records(workload));
            reports.add(measure(workload, artifact));
        });
        System.out.print(BenchReport.text(reports));
        options.write(reports);
        return reports.stream().allMatch(BenchReport::complete)
                ? CommandLine.ExitCode.OK
                : CommandLine.ExitCode.SOFTWARE;
    }

    private BenchReport measure(Workload workload, ExplainerArtifact artifact) {
        int records = options.records(workload);
        try (EmbeddedBroker broker = options.broker()) {
            StreamerConfig config = options.config(broker, artifact, Map.of());
            try (Explainer explainer = config.explainerLoader().load(artifact)) {
                int threads = instances * config.streamThreads(options.partitions());
                List<Object> inputs = options.inputs(workload, explainer);
                EngineRun engine = new EngineRun(
                        explainer,
                        config.verification(),
                        encoded(explainer, inputs),
                        config.getInt(StreamerConfig.MAX_POLL_RECORDS),
                        config.getInt(StreamerConfig.BATCH_MAX_RECORDS));
                System.err.println("  warming up the bare engine");
                engine.recordsPerSecond(threads);
                long memory = ResidentMemory.mebibytes();
                try (BenchLoad load = options.load(broker, inputs)) {
                    StreamFigures stream = new StreamBench(config, load, System.err::println)
                            .measure(
                                    options.parts(records),
                                    lone,
                                    oneBadIn,
                                    instances,
                                    threads,
                                    () -> engine.recordsPerSecond(threads));
                    return new BenchReport(
                            artifact.manifest().name() + " "
                                    + artifact.manifest().version(),
                            workload.toString(),
                            Runtime.getRuntime().availableProcessors(),
                            threads,
                            config.tensorflowThreads(),
                            config.getInt(StreamerConfig.BATCH_MAX_RECORDS),
                            options.partitions(),
                            engine.meanBatch(),
                            stream,
                            memory,
                            ResidentMemory.mebibytes());
                }
            }
        }
    }

    private static List<EncodedInput> encoded(Explainer explainer, List<Object> inputs) {
        try {
            return inputs.stream().map(explainer.encoding()::encode).toList();
        } catch (UnencodableInputException e) {
            throw new CannotRunException(
                    "The explainer " + explainer.name() + " does not take the bench's records: " + e.getMessage() + ".",
                    e);
        }
    }

    /** Prints what prevents a measurement as one sentence; anything else is a fault of the bench. */
    private static int failed(Exception e, CommandLine command, CommandLine.ParseResult parsed) throws Exception {
        if (e instanceof CannotRunException
                || e instanceof StartException
                || e instanceof ConfigException
                || e instanceof InvalidArtifactException
                || e instanceof EngineException) {
            System.err.println(e.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        }
        throw e;
    }

    public static void main(String[] arguments) {
        System.setProperty("java.awt.headless", "true"); // There may be no display.
        System.exit(new CommandLine(new Bench())
                .setParameterExceptionHandler(new OptionErrors())
                .setExecutionExceptionHandler(Bench::failed)
                .execute(arguments));
    }
}
