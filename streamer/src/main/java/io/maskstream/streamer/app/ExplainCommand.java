package io.maskstream.streamer.app;

import io.maskstream.schemas.input.InputKind;
import io.maskstream.schemas.progress.Progress;
import io.maskstream.schemas.record.ExplanationWriter;
import io.maskstream.schemas.record.RequestReader;
import io.maskstream.schemas.record.ValueFormat;
import io.maskstream.streamer.config.StreamerConfig;
import io.maskstream.streamer.drift.DriftMonitor;
import io.maskstream.streamer.engine.EngineException;
import io.maskstream.streamer.engine.Explainer;
import io.maskstream.streamer.engine.ServedExplainers;
import io.maskstream.streamer.explain.BatchExplainer;
import io.maskstream.streamer.explain.RecordExplainer;
import io.maskstream.streamer.explain.RequestPreparation;
import io.maskstream.streamer.metrics.PrometheusMetrics;
import io.maskstream.streamer.metrics.StreamerMetrics;
import io.maskstream.streamer.offline.FileRequests;
import io.maskstream.streamer.offline.GivenRecords;
import io.maskstream.streamer.offline.OfflineRun;
import io.maskstream.streamer.offline.OutcomeLines;
import io.maskstream.streamer.release.ReleaseIntake;
import io.maskstream.streamer.release.ReleaseMetrics;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.common.config.ConfigException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code streamer explain --store DIR --name NAME}. */
@Command(
        name = "explain",
        versionProvider = StreamerCommand.Version.class,
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Explains records without Kafka, in the same way as the stream.",
            "",
            "Reads JSON Lines of requests from standard input, or files: JSON Lines, tables (CSV, TSV) with a column of texts,"
                    + " molecules or images, and folders of images or texts. Writes one explanation per line, in the order"
                    + " of the records.",
            ""
        },
        footer = {
            "",
            "One record:",
            "  echo '{\"id\":\"a\",\"smiles\":\"CCO\"}' | streamer explain --store deploy/explainers --name esol",
            "A table:",
            "  streamer explain --store deploy/explainers --name imdb --input text reviews.csv > explanations.jsonl",
            "",
            "Settings are those of the streamer, from --config or the environment, with the same defaults except"
                    + " that verify is 'never'.",
            "",
            "Exit codes: 0 if all records were explained, 3 if some were refused, 1 if it could not continue, 2 for"
                    + " a wrong option, 141 if the reader of its output has closed it."
        })
final class ExplainCommand implements Callable<Integer> {

    /** Exit code if some records were refused. */
    static final int REFUSED = 3;

    private static final Logger LOG = LoggerFactory.getLogger(ExplainCommand.class);

    private static final int FAILED = 1;

    /** Exit code that shells report for a program ended by SIGPIPE: 128 plus the signal. */
    private static final int OUTPUT_CLOSED = 141;

    private static final int BUFFER = 1 << 16;

    @ParentCommand
    private StreamerCommand streamer;

    @Option(
            names = "--store",
            paramLabel = "DIR",
            description = "Folder, or s3://BUCKET/PREFIX, with the explainers. Default: the setting explainer.store.")
    private String store;

    @Option(
            names = "--name",
            paramLabel = "NAME[:VERSION]",
            description =
                    "Explainer; without a version, its highest one. Several, separated by commas, answer requests as in"
                            + " the stream. Default: the setting explainers.")
    private String name;

    @Option(
            names = "--input",
            paramLabel = "COLUMN",
            description =
                    "Column of a table with the inputs to explain. Default: the only column, or text, smiles or image.")
    private String inputColumn;

    @Option(
            names = "--id",
            paramLabel = "COLUMN",
            description =
                    "Column of a table with the ids of the records. Default: none; file and line serve as the id.")
    private String idColumn;

    @Option(
            names = "--refusals",
            paramLabel = "FILE",
            description =
                    "Where to write a line of JSON for each record that cannot be explained. Default: standard error.")
    private Path refusals;

    @Parameters(
            paramLabel = "FILE",
            arity = "0..*",
            description = "Files and folders to explain, one after the other. Default: JSON Lines from standard input.")
    private List<Path> files = List.of();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        try {
            return explain(config());
        } catch (ConfigException | StartException | EngineException | IOException e) {
            return failed(e.getMessage());
        } catch (UncheckedIOException e) {
            // The C library's text for EPIPE. Whoever closed the pipe has seen enough.
            if (String.valueOf(e.getCause().getMessage()).contains("Broken pipe")) {
                return OUTPUT_CLOSED;
            }
            return failed("The explanations cannot be written: " + e.getCause().getMessage() + ".");
        }
    }

    private int failed(String sentence) {
        spec.commandLine().getErr().println("streamer explain: " + sentence);
        return FAILED;
    }

    private StreamerConfig config() {
        Map<String, String> defaults = new HashMap<>();
        // Required, but never connected to.
        defaults.put(StreamerConfig.BOOTSTRAP_SERVERS, "localhost:9092");
        defaults.put(StreamerConfig.VERIFY, "never");
        Map<String, String> given = new HashMap<>();
        if (store != null) {
            given.put(StreamerConfig.EXPLAINER_STORE, store);
        }
        if (name != null) {
            given.put(StreamerConfig.EXPLAINERS, name);
        }
        return StreamerConfig.load(streamer.configFile(), defaults, given);
    }

    private int explain(StreamerConfig config) throws IOException {
        PrometheusMeterRegistry registry = PrometheusMetrics.registry();
        ReleaseIntake intake =
                StartingExplainers.intake(config, config.explainerLoader(), new ReleaseMetrics(registry));
        List<Explainer> loaded = new StartingExplainers(config, config.explainerStore(), intake).load(Map.of());
        StreamerMetrics metrics = new StreamerMetrics(
                registry, loaded.stream().map(Explainer::identity).toList(), Clock.systemUTC());
        try (ServedExplainers explainers = new ServedExplainers(loaded);
                RecordExplainer explainer = new RecordExplainer(
                        new RequestPreparation(new RequestReader(), config.requestDigest(), explainers, metrics),
                        new BatchExplainer(
                                new ExplanationWriter(ValueFormat.JSON),
                                config.verification(),
                                metrics,
                                new DriftMonitor(explainers, 0, System::nanoTime)),
                        config.maximumBatch(),
                        config.recordTimeout(),
                        metrics)) {
            OfflineRun run = new OfflineRun(explainer, config.streamThreads(Integer.MAX_VALUE));
            List<GivenRecords> sources = sources(loaded);
            // Not closed, because the log writes to standard error as well.
            OutputStream explanations = buffered(new FileOutputStream(FileDescriptor.out));
            if (refusals == null) {
                return run(
                        run,
                        sources,
                        new OutcomeLines(explanations, buffered(new FileOutputStream(FileDescriptor.err))));
            }
            try (OutputStream refused = buffered(Files.newOutputStream(refusals))) {
                return run(run, sources, new OutcomeLines(explanations, refused));
            }
        }
    }

    private static OutputStream buffered(OutputStream out) {
        return new BufferedOutputStream(out, BUFFER);
    }

    private List<GivenRecords> sources(List<Explainer> explainers) throws IOException {
        if (files.isEmpty()) {
            return List.of(FileRequests.standardInput(System.in));
        }
        InputKind kind = explainers.get(0).kind();
        List<GivenRecords> sources = new ArrayList<>();
        for (Path file : files) {
            sources.add(FileRequests.open(file, kind, inputColumn, idColumn));
        }
        return sources;
    }

    private static int run(OfflineRun run, List<GivenRecords> sources, OutcomeLines lines) throws IOException {
        long count = sources.stream().mapToLong(GivenRecords::count).reduce(0, (a, b) -> a < 0 || b < 0 ? -1 : a + b);
        long start = System.nanoTime();
        try (Progress progress = new Progress("Explaining", "records", count, ErrorTerminal.isThere())) {
            for (GivenRecords source : sources) {
                run.run(source, lines, progress);
            }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        LOG.info(String.format(
                Locale.ROOT,
                "%,d explained and %,d refused in %.1f s, %,.0f per second",
                lines.explained(),
                lines.refused(),
                seconds,
                (lines.explained() + lines.refused()) / seconds));
        return lines.refused() == 0 ? 0 : REFUSED;
    }
}
