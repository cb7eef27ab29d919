package io.maskstream.demo;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.maskstream.broker.EmbeddedBroker;
import io.maskstream.schemas.artifact.ArtifactStore;
import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.schemas.artifact.InvalidArtifactException;
import io.maskstream.schemas.encoding.EncodedInput;
import io.maskstream.schemas.encoding.InputKind;
import io.maskstream.schemas.encoding.UnencodableInputException;
import io.maskstream.streamer.StartException;
import io.maskstream.streamer.StreamerConfig;
import io.maskstream.streamer.engine.EngineException;
import io.maskstream.streamer.engine.Explainer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
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
                    + " records a second come out, beside what the bare engine makes of the same batches in memory; then how"
                    + " long a record that comes alone takes."
        })
public final class Bench implements Callable<Integer> {

    @Option(names = "--explainers", paramLabel = "DIR", description = "Folder of explainers.")
    private Path explainers = Home.path().resolve("deploy/explainers");

    @Option(
            names = "--records",
            paramLabel = "KIND",
            converter = WorkloadConverter.class,
            description =
                    "What they are: molecules; or reviews of random words: reviews-short (30 words), reviews-medium"
                            + " (120), reviews-long (500), or reviews-mixed (of all three lengths); or images: parts of"
                            + " the demo's drawings, PNG of 32 x 32 pixels.")
    private Workload workload = Workload.MOLECULES;

    @Option(
            names = "--explainer",
            paramLabel = "NAME",
            description = "Which one explains; by default the first that takes these records.")
    private String name;

    @Option(
            names = "--count",
            paramLabel = "N",
            description =
                    "Records in the backlog; by default 20000 molecules, 4000 images, and fewer or as many reviews, by their length.")
    private Integer count;

    @Option(names = "--lone", paramLabel = "N", description = "Records that are published one at a time.")
    private int lone = 200;

    @Option(names = "--batch", paramLabel = "N", description = "Records in a batch at most.")
    private int maximumBatch = 32;

    @Option(names = "--partitions", paramLabel = "N", description = "Partitions of each topic.")
    private int partitions = 4;

    @Option(names = "--seed", paramLabel = "N", description = "Other records for another seed.")
    private long seed = 1;

    @Option(names = "--json", paramLabel = "FILE", description = "Where to write the figures as JSON, too.")
    private Path json;

    @Override
    public Integer call() {
        try {
            int records = count == null ? workload.usualRecords() : count;
            if (lone < 1 || lone > records) {
                throw new CannotRunException(
                        "--lone must be from 1 to " + records + " (see --count), not " + lone + ".");
            }
            BenchReport report = measure(artifact(), records);
            System.out.print(report.table());
            write(report);
            return report.complete() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
        } catch (CannotRunException | StartException | ConfigException | InvalidArtifactException | EngineException e) {
            System.err.println(e.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    private void write(BenchReport report) {
        if (json == null) {
            return;
        }
        try {
            JsonMapper.builder()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .build()
                    .writeValue(json.toFile(), report);
        } catch (IOException e) {
            throw new CannotRunException("The figures cannot be written to " + json + ": " + e.getMessage() + ".", e);
        }
    }

    private ExplainerArtifact artifact() {
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

    private BenchReport measure(ExplainerArtifact artifact, int records) {
        try (Explainer explainer = Explainer.load(artifact);
                EmbeddedBroker broker = EmbeddedBroker.start(Map.of())) {
            broker.createTopics(partitions, Topics.REQUESTS, Topics.EXPLANATIONS, Topics.DEAD_LETTERS);
            StreamerConfig config = LocalStreamer.config(
                    broker.bootstrapServers(),
                    explainers,
                    Map.of(
                            StreamerConfig.EXPLAINERS,
                            explainer.name(),
                            StreamerConfig.BATCH_MAX_RECORDS,
                            Integer.toString(maximumBatch),
                            StreamerConfig.HTTP_PORT,
                            "0"));
            List<Object> inputs = workload.inputs(explainer.encoding(), records, seed);
            EngineRun engine = new EngineRun(
                    explainer,
                    encoded(explainer, inputs),
                    config.getInt(StreamerConfig.MAX_POLL_RECORDS),
                    maximumBatch);
            engine.recordsPerSecond(); // Warms it up.
            double before = engine.recordsPerSecond();
            StreamFigures stream = new StreamBench(broker.bootstrapServers(), config).measure(inputs, lone);
            double after = engine.recordsPerSecond();
            return new BenchReport(
                    artifact.manifest().name() + " " + artifact.manifest().version(),
                    workload.toString(),
                    Runtime.getRuntime().availableProcessors(),
                    maximumBatch,
                    before,
                    after,
                    engine.meanBatch(),
                    stream);
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
        System.exit(new CommandLine(new Bench()).execute(arguments));
    }
}
