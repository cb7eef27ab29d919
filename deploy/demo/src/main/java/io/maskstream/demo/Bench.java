package io.maskstream.demo;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.maskstream.broker.EmbeddedBroker;
import io.maskstream.schemas.artifact.ArtifactStore;
import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.schemas.artifact.InvalidArtifactException;
import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.schemas.input.UnencodableInputException;
import io.maskstream.streamer.app.OptionErrors;
import io.maskstream.streamer.app.StartException;
import io.maskstream.streamer.config.StreamerConfig;
import io.maskstream.streamer.engine.EngineException;
import io.maskstream.streamer.engine.Explainer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How fast the whole stream is beside the bare engine, and how soon a lone record comes back. */
@Command(
        name = "bench.sh",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        showDefaultValues = true,
        description = {
            "Publishes a backlog of records to a broker in this process, lets the streamer explain it, and prints how many"
                    + " records a second come out, beside what the bare engine makes of the same batches in memory,"
                    + " as many of them verified; how long a record takes that comes alone, or at half of that rate;"
                    + " and where the time goes.",
            "The bare engine takes the batches with as many threads as the stream has, and nothing beside it: all that the"
                    + " processors can do. For one batch at a time on all processors, give"
                    + " --setting num.stream.threads=1 --setting tensorflow.threads=N."
        })
public final class Bench implements Callable<Integer> {

    /** Fewer have no rate. */
    private static final int FEWEST = 100;

    @Option(names = "--explainers", paramLabel = "DIR", description = "Folder of explainers.")
    private Path explainers = Home.path().resolve("deploy/explainers");

    @Option(
            names = "--records",
            paramLabel = "KIND",
            split = ",",
            converter = WorkloadConverter.class,
            showDefaultValue = CommandLine.Help.Visibility.NEVER,
            description = "What they are, one or more of: molecules; reviews of random words: reviews-short (30 words),"
                    + " reviews-medium (120), reviews-long (500), reviews-mixed (of all three lengths); images:"
                    + " parts of the demo's pictures, PNG of 32 x 32 pixels. By default all that there is an"
                    + " explainer for, one after the other.")
    private List<Workload> workloads;

    @Option(
            names = "--explainer",
            paramLabel = "NAME",
            description = "Which one explains; by default the first that takes these records.")
    private String name;

    @Option(
            names = "--count",
            paramLabel = "N",
            description = "Records in the backlog; by default what takes two cores a minute or two.")
    private Integer count;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description =
                    "Parts in which the backlog is published, with a run of the bare engine before and after each."
                            + " The first part's ratio stands by itself, for in it the JVM still compiles.")
    private int rounds = 4;

    @Option(names = "--lone", paramLabel = "N", description = "Records that are published one at a time.")
    private int lone = 200;

    @Option(
            names = "--half-load",
            paramLabel = "SECONDS",
            description = "For how long records come at half of the rate that was measured before.")
    private int halfLoadSeconds = 10;

    @Option(
            names = "--bad",
            paramLabel = "N",
            description =
                    "In the end, backlogs in which one record in N is bad are compared with such of good ones; 0: not.")
    private int oneBadIn = 10;

    @Option(names = "--batch", paramLabel = "N", description = "Records in a batch at most.")
    private int maximumBatch = 32;

    @Option(names = "--partitions", paramLabel = "N", description = "Partitions of each topic.")
    private int partitions = 4;

    @Option(
            names = "--instances",
            paramLabel = "N",
            description = "Streamers in this process that share the partitions, each with its own threads.")
    private int instances = 1;

    @Option(names = "--seed", paramLabel = "N", description = "Other records for another seed.")
    private long seed = 1;

    @Option(
            names = "--setting",
            paramLabel = "NAME=VALUE",
            description = "A setting of the streamer that is not to be its default; can be given several times.")
    private Map<String, String> settings = Map.of();

    @Option(names = "--json", paramLabel = "FILE", description = "Where to write the figures as JSON, too.")
    private Path json;

    @Override
    public Integer call() {
        try {
            if (lone < 1) {
                throw new CannotRunException("--lone must be at least 1, not " + lone + ".");
            }
            if (halfLoadSeconds < 1) {
                throw new CannotRunException("--half-load must be at least 1, not " + halfLoadSeconds + ".");
            }
            if (instances < 1 || instances > partitions) {
                throw new CannotRunException("--instances must be from 1 to the number of --partitions, " + partitions
                        + ", not " + instances + ".");
            }
            if (oneBadIn < 0) {
                throw new CannotRunException("--bad must not be negative, but is " + oneBadIn + ".");
            }
            if (rounds < 1) {
                throw new CannotRunException("--rounds must be at least 1, not " + rounds + ".");
            }
            Map<Workload, ExplainerArtifact> artifacts = new LinkedHashMap<>();
            for (Workload workload : workloads == null ? explained() : workloads) {
                int records = records(workload);
                if (records < FEWEST * rounds) {
                    throw new CannotRunException("--count must be at least " + FEWEST + " for each of the " + rounds
                            + " rounds, not " + records + " for " + workload + ".");
                }
                artifacts.put(workload, artifact(workload));
            }
            List<BenchReport> reports = new ArrayList<>();
            artifacts.forEach((workload, artifact) -> {
                System.err.printf(Locale.ROOT, "Measuring %s, %,d records ...%n", workload, records(workload));
                reports.add(measure(workload, artifact));
            });
            System.out.print(BenchReport.text(reports));
            write(reports);
            return reports.stream().allMatch(BenchReport::complete)
                    ? CommandLine.ExitCode.OK
                    : CommandLine.ExitCode.SOFTWARE;
        } catch (CannotRunException | StartException | ConfigException | InvalidArtifactException | EngineException e) {
            System.err.println(e.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    private void write(List<BenchReport> reports) {
        if (json == null) {
            return;
        }
        try {
            JsonMapper.builder()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .build()
                    .writeValue(json.toFile(), reports);
        } catch (IOException e) {
            throw new CannotRunException("The figures cannot be written to " + json + ": " + e.getMessage() + ".", e);
        }
    }

    /** Those that an explainer of the store, or the one that was named, takes. */
    private List<Workload> explained() {
        Set<InputKind> kinds = name == null
                ? LocalStreamer.kinds(explainers)
                : Set.of(new ArtifactStore(explainers)
                        .openLatest(name)
                        .manifest()
                        .input()
                        .kind());
        return Stream.of(Workload.values())
                .filter(workload -> kinds.contains(workload.kind()))
                .toList();
    }

    private ExplainerArtifact artifact(Workload workload) {
        ArtifactStore store = new ArtifactStore(explainers);
        if (name != null) {
            ExplainerArtifact artifact = store.openLatest(name);
            InputKind kind = artifact.manifest().input().kind();
            if (kind != workload.kind()) {
                throw new CannotRunException("The explainer " + name + " takes a " + kind + ", and these records are "
                        + workload + ": name others with --records, or another explainer with --explainer.");
            }
            return artifact;
        }
        return store.explainers().stream()
                .map(store::openLatest)
                .filter(artifact -> artifact.manifest().input().kind() == workload.kind())
                .findFirst()
                .orElseThrow(() -> new CannotRunException("There is no explainer of a " + workload.kind() + " in "
                        + explainers.toAbsolutePath().normalize()
                        + ": fit one with deploy/trainer.sh, or name another folder with --explainers."));
    }

    private BenchReport measure(Workload workload, ExplainerArtifact artifact) {
        int records = records(workload);
        try (EmbeddedBroker broker = EmbeddedBroker.start(Map.of())) {
            broker.createTopics(partitions, Topics.REQUESTS, Topics.EXPLANATIONS, Topics.DEAD_LETTERS);
            StreamerConfig config = LocalStreamer.config(
                    broker.bootstrapServers(),
                    explainers,
                    settings(artifact.manifest().name()));
            try (Explainer explainer = config.explainerLoader().load(artifact)) {
                int threads = instances * config.streamThreads(partitions);
                List<Object> inputs =
                        workload.inputs(explainer.encoding(), Math.min(records, workload.differentRecords()), seed);
                EngineRun engine = new EngineRun(
                        explainer,
                        config.verification(),
                        encoded(explainer, inputs),
                        config.getInt(StreamerConfig.MAX_POLL_RECORDS),
                        maximumBatch);
                System.err.println("  warming up the bare engine");
                engine.recordsPerSecond(threads);
                long memory = ResidentMemory.mebibytes();
                StreamFigures stream = new StreamBench(
                                broker.bootstrapServers(),
                                config,
                                inputs,
                                Duration.ofSeconds(halfLoadSeconds),
                                System.err::println)
                        .measure(
                                parts(records),
                                lone,
                                oneBadIn,
                                instances,
                                threads,
                                () -> engine.recordsPerSecond(threads));
                long memoryAfter = ResidentMemory.mebibytes();
                return new BenchReport(
                        artifact.manifest().name() + " " + artifact.manifest().version(),
                        workload.toString(),
                        Runtime.getRuntime().availableProcessors(),
                        threads,
                        config.tensorflowThreads(),
                        maximumBatch,
                        partitions,
                        engine.meanBatch(),
                        stream,
                        memory,
                        memoryAfter);
            }
        }
    }

    private int records(Workload workload) {
        return count == null ? workload.usualRecords() : count;
    }

    /** As equal as may be. */
    private List<Integer> parts(int records) {
        return IntStream.range(0, rounds)
                .mapToObj(round -> records / rounds + (round < records % rounds ? 1 : 0))
                .toList();
    }

    private Map<String, String> settings(String explainer) {
        Map<String, String> all = new HashMap<>(settings);
        all.put(StreamerConfig.EXPLAINERS, explainer);
        all.put(StreamerConfig.BATCH_MAX_RECORDS, Integer.toString(maximumBatch));
        all.put(StreamerConfig.HTTP_PORT, "0");
        return all;
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

    /** Workloads by the names that they are printed with. */
    private static final class WorkloadConverter implements CommandLine.ITypeConverter<Workload> {
        @Override
        public Workload convert(String name) {
            return Stream.of(Workload.values())
                    .filter(workload -> workload.toString().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new CommandLine.TypeConversionException("there are "
                            + Stream.of(Workload.values())
                                    .map(Workload::toString)
                                    .collect(Collectors.joining(", "))
                            + ", and no '" + name + "'"));
        }
    }

    public static void main(String[] arguments) {
        System.setProperty("java.awt.headless", "true"); // Images are drawn without a display, which may not be there.
        System.exit(new CommandLine(new Bench())
                .setParameterExceptionHandler(new OptionErrors())
                .execute(arguments));
    }
}
