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
import io.maskstream.schemas.record.Molecule;
import io.maskstream.schemas.record.RequestReader;
import io.maskstream.streamer.StartException;
import io.maskstream.streamer.StreamerConfig;
import io.maskstream.streamer.engine.EngineException;
import io.maskstream.streamer.engine.Explainer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
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
            "Publishes a backlog of molecules to a broker in this process, lets the streamer explain it, and prints how many"
                    + " records a second come out, beside what the bare engine makes of the same batches in memory; then how"
                    + " long a record that comes alone takes."
        })
public final class Bench implements Callable<Integer> {

    @Option(names = "--explainers", paramLabel = "DIR", description = "Folder of explainers.")
    private Path explainers = Home.path().resolve("deploy/explainers");

    @Option(names = "--explainer", paramLabel = "NAME", description = "Which one explains; it must take molecules.")
    private String name = "esol";

    @Option(names = "--records", paramLabel = "N", description = "Molecules in the backlog.")
    private int records = 20_000;

    @Option(names = "--lone", paramLabel = "N", description = "Records that are published one at a time.")
    private int lone = 200;

    @Option(names = "--batch", paramLabel = "N", description = "Records in a batch at most.")
    private int maximumBatch = 32;

    @Option(names = "--partitions", paramLabel = "N", description = "Partitions of each topic.")
    private int partitions = 4;

    @Option(names = "--seed", paramLabel = "N", description = "Other molecules for another seed.")
    private long seed = 1;

    @Option(names = "--json", paramLabel = "FILE", description = "Where to write the figures as JSON, too.")
    private Path json;

    @Override
    public Integer call() {
        try {
            if (lone < 1 || lone > records) {
                throw new CannotRunException(
                        "--lone must be from 1 to " + records + " (see --records), not " + lone + ".");
            }
            ExplainerArtifact artifact = new ArtifactStore(explainers).openLatest(name);
            BenchReport report = measure(artifact, molecules(artifact));
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

    private List<String> molecules(ExplainerArtifact artifact) {
        if (artifact.manifest().input().kind() != InputKind.MOLECULE) {
            throw new CannotRunException("The bench has molecules, but the explainer " + name + " takes a "
                    + artifact.manifest().input().kind() + ": name another with --explainer.");
        }
        int maximumLength = artifact.manifest().input().maximumLength();
        List<String> roots = DemoRequest.shipped().stream()
                .map(request -> new RequestReader().read(request.value()).getInput())
                .filter(Molecule.class::isInstance)
                .map(molecule -> ((Molecule) molecule).getSmiles())
                .filter(smiles -> smiles.length() <= maximumLength)
                .toList();
        return Stream.generate(new MoleculeVariations(roots, maximumLength, seed))
                .limit(records)
                .toList();
    }

    private BenchReport measure(ExplainerArtifact artifact, List<String> molecules) {
        try (Explainer explainer = Explainer.load(artifact);
                EmbeddedBroker broker = EmbeddedBroker.start(Map.of())) {
            broker.createTopics(partitions, Topics.REQUESTS, Topics.EXPLANATIONS, Topics.DEAD_LETTERS);
            StreamerConfig config = LocalStreamer.config(
                    broker.bootstrapServers(),
                    explainers,
                    Map.of(
                            StreamerConfig.EXPLAINERS,
                            name,
                            StreamerConfig.BATCH_MAX_RECORDS,
                            Integer.toString(maximumBatch),
                            StreamerConfig.HTTP_PORT,
                            "0"));
            List<EncodedInput> inputs = encoded(explainer, molecules);
            EngineRun engine =
                    new EngineRun(explainer, inputs, config.getInt(StreamerConfig.MAX_POLL_RECORDS), maximumBatch);
            engine.recordsPerSecond(); // Warms it up.
            double before = engine.recordsPerSecond();
            StreamFigures stream = new StreamBench(broker.bootstrapServers(), config).measure(molecules, lone);
            double after = engine.recordsPerSecond();
            return new BenchReport(
                    artifact.manifest().name() + " " + artifact.manifest().version(),
                    Runtime.getRuntime().availableProcessors(),
                    maximumBatch,
                    before,
                    after,
                    engine.meanBatch(),
                    stream);
        }
    }

    private static List<EncodedInput> encoded(Explainer explainer, List<String> molecules) {
        try {
            return molecules.stream()
                    .map(smiles -> explainer.encoding().encode(new Molecule(smiles)))
                    .toList();
        } catch (UnencodableInputException e) {
            throw new CannotRunException(
                    "The explainer " + explainer.name() + " does not take the bench's molecules: " + e.getMessage()
                            + ".",
                    e);
        }
    }

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Bench()).execute(arguments));
    }
}
