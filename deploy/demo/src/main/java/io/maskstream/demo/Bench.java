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
import io.maskstream.schemas.record.ExplainerRelease;
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

/**
 * Compares the throughput of the whole stream with that of the bare engine, and measures the latency of single records.
 */
@Command(
        name = "bench.sh",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        showDefaultValues = true,
        description = {
            "Publishes a backlog of records to a broker in this process and lets the streamer explain it. Prints the"
                    + " throughput of the stream and of the bare engine, which explains the same batches in memory and"
                    + " verifies as many of them; the latency of single records and of records at half of that rate;"
                    + " and where the time goes.",
            "The bare engine uses as many threads as the stream and does nothing else, so its throughput is the upper"
                    + " limit of this machine. For one batch at a time on all processors, use"
                    + " --setting num.stream.threads=1 --setting tensorflow.threads=N."
        })
public final class Bench implements Callable<Integer> {

    /** Fewer records give no meaningful rate. */
    private static final int FEWEST = 100;

    @Option(names = "--explainers", paramLabel = "DIR", description = "Folder of explainers.")
    private Path explainers = Home.path().resolve("deploy/explainers");

    @Option(
            names = "--records",
            paramLabel = "KIND",
            split = ",",
            converter = WorkloadConverter.class,
            showDefaultValue = CommandLine.Help.Visibility.NEVER,
            description = "Records to publish, one or more of: molecules; reviews of random words: reviews-short (30"
                    + " words), reviews-medium (120), reviews-long (500), reviews-mixed (of all three lengths); images:"
                    + " parts of the demo's images, PNG files of 32 x 32 pixels. Default: all for which there is"
                    + " an explainer, one after the other.")
    private List<Workload> workloads;

    @Option(
            names = "--explainer",
            paramLabel = "NAME",
            description = "Explainer to use. Default: the first one that takes these records.")
    private String name;

    @Option(
            names = "--count",
            paramLabel = "N",
            description = "Records in the backlog. Default: a number that takes one or two minutes on two cores.")
    private Integer count;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description =
                    "Parts in which the backlog is published, with a run of the bare engine before and after each."
                            + " The ratio of the first part is reported separately, because the JVM still compiles"
                            + " then.")
    private int rounds = 4;

    @Option(names = "--lone", paramLabel = "N", description = "Records that are published one at a time.")
    private int lone = 200;

    @Option(
            names = "--half-load",
            paramLabel = "SECONDS",
            description = "How long records are published at half of the measured rate.")
    private int halfLoadSeconds = 10;

    @Option(
            names = "--bad",
            paramLabel = "N",
            description =
                    "Finally, compare backlogs in which one record in N is bad with backlogs of good records; 0 to skip"
                            + " this.")
    private int oneBadIn = 10;

    @Option(names = "--batch", paramLabel = "N", description = "Maximum number of records in a batch.")
    private int maximumBatch = 32;

    @Option(names = "--partitions", paramLabel = "N", description = "Partitions of each topic.")
    private int partitions = 4;

    @Option(
            names = "--instances",
            paramLabel = "N",
            description = "Streamers in this process that share the partitions, each with its own threads.")
    private int instances = 1;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of the random records.")
    private long seed = 1;

    @Option(
            names = "--setting",
            paramLabel = "NAME=VALUE",
            description = "A setting of the streamer; can be given several times.")
    private Map<String, String> settings = Map.of();

    @Option(
            names = "--compare",
            paramLabel = "NAME=VALUE[,...]",
            description =
                    "Instead, compare the stream with other settings: streamers without and with these settings take"
                            + " turns, --rounds times. Can be given several times, once for each variant.")
    private List<String> compared = List.of();

    @Option(
            names = "--candidate",
            paramLabel = "DIR",
            description = "With --compare: version of an explainer that is announced as a candidate. Streamers with"
                    + " candidate.sample.rate=0 ignore it.")
    private Path candidate;

    @Option(names = "--json", paramLabel = "FILE", description = "File to which the figures are also written, as JSON.")
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
            if (candidate != null && compared.isEmpty()) {
                throw new CannotRunException("--candidate needs --compare, such as --compare candidate.sample.rate=1.");
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
            return compared.isEmpty() ? measure(artifacts) : compare(artifacts);
        } catch (CannotRunException | StartException | ConfigException | InvalidArtifactException | EngineException e) {
            System.err.println(e.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    private int measure(Map<Workload, ExplainerArtifact> artifacts) {
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
    }

    private int compare(Map<Workload, ExplainerArtifact> artifacts) {
        Map<String, List<SettingFigures>> figures = new LinkedHashMap<>();
        artifacts.forEach((workload, artifact) -> {
            System.err.printf(Locale.ROOT, "Comparing with %s, %,d records ...%n", workload, records(workload));
            List<SettingFigures> ofWorkload = compare(workload, artifact);
            figures.put(workload.toString(), ofWorkload);
            System.out.printf("%s%n%s", workload, SettingFigures.text(ofWorkload));
        });
        write(figures);
        return CommandLine.ExitCode.OK;
    }

    private void write(Object figures) {
        if (json == null) {
            return;
        }
        try {
            JsonMapper.builder()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .build()
                    .writeValue(json.toFile(), figures);
        } catch (IOException e) {
            throw new CannotRunException("The figures cannot be written to " + json + ": " + e.getMessage() + ".", e);
        }
    }

    /** Returns the workloads that the named explainer takes, or else any explainer of the store. */
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
                throw new CannotRunException("The explainer " + name + " takes a " + kind + ", but these records are "
                        + workload + ": choose other records with --records, or another explainer with --explainer.");
            }
            return artifact;
        }
        return store.explainers().stream()
                .map(store::openLatest)
                .filter(artifact -> artifact.manifest().input().kind() == workload.kind())
                .findFirst()
                .orElseThrow(() -> new CannotRunException("There is no explainer for a " + workload.kind() + " in "
                        + explainers.toAbsolutePath().normalize()
                        + ": fit one with deploy/trainer.sh, or choose another folder with --explainers."));
    }

    private BenchReport measure(Workload workload, ExplainerArtifact artifact) {
        int records = records(workload);
        try (EmbeddedBroker broker = broker()) {
            StreamerConfig config = config(broker, artifact, Map.of());
            try (Explainer explainer = config.explainerLoader().load(artifact)) {
                int threads = instances * config.streamThreads(partitions);
                List<Object> inputs = inputs(workload, explainer);
                EngineRun engine = new EngineRun(
                        explainer,
                        config.verification(),
                        encoded(explainer, inputs),
                        config.getInt(StreamerConfig.MAX_POLL_RECORDS),
                        maximumBatch);
                System.err.println("  warming up the bare engine");
                engine.recordsPerSecond(threads);
                long memory = ResidentMemory.mebibytes();
                try (BenchLoad load = load(broker, inputs)) {
                    StreamFigures stream = new StreamBench(config, load, System.err::println)
                            .measure(
                                    parts(records),
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
                            maximumBatch,
                            partitions,
                            engine.meanBatch(),
                            stream,
                            memory,
                            ResidentMemory.mebibytes());
                }
            }
        }
    }

    private List<SettingFigures> compare(Workload workload, ExplainerArtifact artifact) {
        List<Map<String, String>> variants = new ArrayList<>(List.of(Map.of()));
        compared.stream().map(Bench::variant).forEach(variants::add);
        try (EmbeddedBroker broker = broker()) {
            List<Object> inputs;
            try (Explainer explainer =
                    config(broker, artifact, Map.of()).explainerLoader().load(artifact)) {
                inputs = inputs(workload, explainer);
            }
            try (BenchLoad load = load(broker, inputs)) {
                SettingsBench bench = new SettingsBench(
                        broker.bootstrapServers(),
                        variant -> config(broker, artifact, variant),
                        load,
                        System.err::println);
                if (candidate != null) {
                    bench.announce(release(candidate));
                }
                return bench.measure(variants, records(workload) / rounds, rounds);
            }
        }
    }

    private static Map<String, String> variant(String text) {
        Map<String, String> settings = new LinkedHashMap<>();
        for (String setting : text.split(",", -1)) {
            int equals = setting.indexOf('=');
            if (equals < 1) {
                throw new CannotRunException(
                        "--compare takes settings of the streamer as NAME=VALUE, not '" + setting + "'.");
            }
            settings.put(setting.substring(0, equals), setting.substring(equals + 1));
        }
        return settings;
    }

    private static ExplainerRelease release(Path folder) {
        ExplainerArtifact artifact = ExplainerArtifact.open(folder);
        return new ExplainerRelease(
                artifact.manifest().name(),
                artifact.manifest().version(),
                artifact.folder().toAbsolutePath().toString(),
                artifact.digest(),
                artifact.manifest().frozenModel().sha256(),
                List.of());
    }

    private EmbeddedBroker broker() {
        EmbeddedBroker broker = EmbeddedBroker.start(Map.of());
        broker.createTopics(partitions, Topics.REQUESTS, Topics.EXPLANATIONS, Topics.DEAD_LETTERS);
        broker.createTopics(1, Topics.RELEASES);
        return broker;
    }

    private BenchLoad load(EmbeddedBroker broker, List<Object> inputs) {
        return new BenchLoad(broker.bootstrapServers(), inputs, Duration.ofSeconds(halfLoadSeconds));
    }

    private List<Object> inputs(Workload workload, Explainer explainer) {
        return workload.inputs(explainer.encoding(), Math.min(records(workload), workload.differentRecords()), seed);
    }

    /** Returns the configuration of a streamer for one explainer, with settings that precede those of the command. */
    private StreamerConfig config(EmbeddedBroker broker, ExplainerArtifact artifact, Map<String, String> more) {
        Map<String, String> all = new HashMap<>();
        if (candidate != null) {
            all.put(StreamerConfig.RELEASES_TOPIC, Topics.RELEASES);
            all.put(
                    StreamerConfig.RELEASES_ALLOWED_FOLDERS,
                    candidate.toAbsolutePath().getParent().toString());
        }
        all.putAll(settings);
        all.putAll(more);
        all.put(StreamerConfig.EXPLAINERS, artifact.manifest().name());
        all.put(StreamerConfig.BATCH_MAX_RECORDS, Integer.toString(maximumBatch));
        all.put(StreamerConfig.HTTP_PORT, "0");
        return LocalStreamer.config(broker.bootstrapServers(), explainers, all);
    }

    private int records(Workload workload) {
        return count == null ? workload.usualRecords() : count;
    }

    /** Returns parts of nearly equal size. */
    private List<Integer> parts(int records) {
        return IntStream.range(0, rounds)
                .mapToObj(round -> records / rounds + (round < records % rounds ? 1 : 0))
                .toList();
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

    /** Converts the printed names of workloads. */
    private static final class WorkloadConverter implements CommandLine.ITypeConverter<Workload> {
        @Override
        public Workload convert(String name) {
            return Stream.of(Workload.values())
                    .filter(workload -> workload.toString().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new CommandLine.TypeConversionException("'" + name + "' is not one of "
                            + Stream.of(Workload.values())
                                    .map(Workload::toString)
                                    .collect(Collectors.joining(", "))));
        }
    }

    public static void main(String[] arguments) {
        System.setProperty("java.awt.headless", "true"); // There may be no display.
        System.exit(new CommandLine(new Bench())
                .setParameterExceptionHandler(new OptionErrors())
                .execute(arguments));
    }
}
