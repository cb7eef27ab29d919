package io.maskstream.demo;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.maskstream.broker.EmbeddedBroker;
import io.maskstream.schemas.artifact.ArtifactStore;
import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.streamer.config.StreamerConfig;
import io.maskstream.streamer.engine.Explainer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** What the bench's commands have in common: the records, the explainer, the broker and the streamer's settings. */
final class BenchOptions {

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
            description = "Parts in which the backlog is published. What is compared takes turns with them.")
    private int rounds = 4;

    @Option(
            names = "--half-load",
            paramLabel = "SECONDS",
            description = "How long records are published at half of the measured rate.")
    private int halfLoadSeconds = 10;

    @Option(names = "--batch", paramLabel = "N", description = "Maximum number of records in a batch.")
    private int maximumBatch = 32;

    @Option(names = "--partitions", paramLabel = "N", description = "Partitions of each topic.")
    private int partitions = 4;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of the random records.")
    private long seed = 1;

    @Option(
            names = "--setting",
            paramLabel = "NAME=VALUE",
            description = "A setting of the streamer; can be given several times.")
    private Map<String, String> settings = Map.of();

    @Option(names = "--json", paramLabel = "FILE", description = "File to which the figures are also written, as JSON.")
    private Path json;

    /**
     * Returns the explainer of each workload.
     *
     * @throws CannotRunException if an option contradicts another, or there is no explainer
     */
    Map<Workload, ExplainerArtifact> artifacts() {
        if (halfLoadSeconds < 1) {
            throw new CannotRunException("--half-load must be at least 1, not " + halfLoadSeconds + ".");
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
        return artifacts;
    }

    int partitions() {
        return partitions;
    }

    int rounds() {
        return rounds;
    }

    /** Writes figures as JSON, if that was asked for. */
    void write(Object figures) {
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

    /** Starts a broker with the streamer's topics. */
    EmbeddedBroker broker() {
        EmbeddedBroker broker = EmbeddedBroker.start(Map.of());
        broker.createTopics(partitions, Topics.REQUESTS, Topics.EXPLANATIONS, Topics.DEAD_LETTERS);
        broker.createTopics(1, Topics.RELEASES);
        return broker;
    }

    /** Returns the load of given records. */
    BenchLoad load(EmbeddedBroker broker, List<Object> inputs) {
        return new BenchLoad(broker.bootstrapServers(), inputs, Duration.ofSeconds(halfLoadSeconds));
    }

    /** Returns the records of a workload, as requests hold them. */
    List<Object> inputs(Workload workload, Explainer explainer) {
        return workload.inputs(explainer.encoding(), Math.min(records(workload), workload.differentRecords()), seed);
    }

    /**
     * Returns the configuration of a streamer for one explainer.
     *
     * @param more settings that take precedence over those of the command
     */
    StreamerConfig config(EmbeddedBroker broker, ExplainerArtifact artifact, Map<String, String> more) {
        Map<String, String> all = new HashMap<>(settings);
        all.putAll(more);
        all.put(StreamerConfig.EXPLAINERS, artifact.manifest().name());
        all.put(StreamerConfig.BATCH_MAX_RECORDS, Integer.toString(maximumBatch));
        all.put(StreamerConfig.HTTP_PORT, "0");
        return LocalStreamer.config(broker.bootstrapServers(), explainers, all);
    }

    /** Returns the number of records in the backlog of a workload. */
    int records(Workload workload) {
        return count == null ? workload.usualRecords() : count;
    }

    /** Returns parts of nearly equal size. */
    List<Integer> parts(int records) {
        return IntStream.range(0, rounds)
                .mapToObj(round -> records / rounds + (round < records % rounds ? 1 : 0))
                .toList();
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
}
