package io.maskstream.trainer.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.schemas.artifact.ExplainerStore.StoredVersion;
import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.artifact.SigningKey;
import io.maskstream.schemas.artifact.s3.ExplainerStores;
import io.maskstream.schemas.artifact.s3.S3Url;
import io.maskstream.trainer.progress.RunMetrics;
import io.maskstream.trainer.records.source.RecordOptions;
import io.maskstream.trainer.records.source.RecordsGoneException;
import io.maskstream.trainer.report.GateReport;
import io.maskstream.trainer.report.TextReport;
import io.maskstream.trainer.report.TradeOffPlot;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Fits an explainer. */
@Command(
        name = "fit",
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {
            "Fits a mask network to a model, evaluates it on records that it has not seen, and writes the"
                    + " explainer to a store as its next version.",
            "Labels are not needed: by default the mask explains the model's prediction, right or wrong."
        },
        mixinStandardHelpOptions = true)
final class Fit implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(Fit.class);

    @Spec
    CommandSpec spec;

    @Mixin
    ModelFolder model;

    @Mixin
    RecordOptions records;

    @Option(
            names = "--store",
            required = true,
            paramLabel = "STORE",
            order = 201,
            description = "Store to write the new version to: a folder of explainers, or s3://BUCKET/PREFIX.")
    String store;

    @Option(
            names = "--name",
            required = true,
            paramLabel = "NAME",
            order = 202,
            description = "Name of the explainer: letters, digits, dots, dashes and underscores.")
    String name;

    @Option(
            names = "--work",
            paramLabel = "DIR",
            order = 205,
            description = "Folder for checkpoints and finished parts of an evaluation, from which --resume continues"
                    + " (default: the store, or .maskstream if that is in a bucket).")
    Path work;

    @Mixin
    MeasureOptions measures;

    @Mixin
    FitOptions options;

    @Option(
            names = "--start",
            paramLabel = "DIR",
            order = 540,
            description = "Start from the mask network of this explainer version instead of random weights, for more"
                    + " epochs or after the model was trained further.")
    Path start;

    @Option(
            names = "--fresh-mask",
            order = 540,
            description = "With --start: use only the evidence network of that version, and start the mask network from"
                    + " random weights, for other settings of the mask.")
    boolean freshMask;

    @Option(
            names = "--brief",
            order = 775,
            description =
                    "Measure only quality, agreement and curves, for trying out settings. 'publish' needs the rest,"
                            + " which 'evaluate --write' measures.")
    boolean brief;

    @Option(
            names = "--areas",
            split = ",",
            paramLabel = "AREA",
            order = 776,
            description = "Publish nothing; fit a mask for each of these areas, and plot in --trade-off how well each"
                    + " of them preserves the prediction.")
    List<Double> areas = List.of();

    @Option(
            names = "--trade-off",
            paramLabel = "DIR",
            order = 777,
            description = "Folder for the plot and the figures of --areas.")
    Path tradeOff;

    @Mixin
    RunOptions run;

    @Option(
            names = "--run",
            paramLabel = "NAME",
            order = 883,
            description =
                    "Name of this run, for a job that may be started several times: a run of the same name continues"
                            + " where an earlier attempt stopped, with the same records of a topic, and makes a single"
                            + " version.")
    String runName;

    @Option(
            names = "--push-metrics",
            paramLabel = "URL",
            order = 884,
            description = "Prometheus Pushgateway that receives the progress and the result of the fit, such as"
                    + " http://pushgateway:9091 (default: none).")
    URI pushMetrics;

    @Option(
            names = "--task",
            paramLabel = "FILE",
            order = 801,
            description = "Read further options from this file: a JSON object whose fields are these options without"
                    + " dashes, and 'model'.")
    Path task;

    @Option(
            names = "--announce",
            order = 203,
            description = "Announce the version on the releases topic, so that running streamers load it; needs"
                    + " --bootstrap-servers.")
    boolean announce;

    @Mixin
    ReleaseOptions release;

    @Mixin
    SigningOptions signing;

    /** Checks this before the fit, which may take hours. */
    private void requireWritable() throws IOException {
        try {
            Manifest.requireName(name);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(spec.commandLine(), "--name: " + e.getMessage() + ".", e);
        }
        Path existing = work().resolve(name).toAbsolutePath();
        while (!Files.exists(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        if (!Files.isDirectory(existing) || !Files.isWritable(existing)) {
            throw new IOException(
                    S3Url.isMeant(store)
                            ? "Nothing can be written to " + work()
                                    + ": give --work a folder that this user may write to."
                            : "No explainer can be written to the store " + store + ": " + existing
                                    + " is not a folder, or this user may not write to it.");
        }
        // A bucket that cannot be read is unlikely to be writable.
        ExplainerStores.at(store).versions(name);
    }

    private Path work() {
        if (work != null) {
            return work;
        }
        return S3Url.isMeant(store) ? Path.of(".maskstream") : Path.of(store);
    }

    /** Checks all areas before the first fit. */
    private void requireAreas() {
        if (areas.isEmpty() != (tradeOff == null)
                || ((announce || brief || runName != null || signing.file != null) && !areas.isEmpty())) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(),
                    "--areas needs a folder for its plot, --trade-off DIR, and publishes nothing, so leave out --announce,"
                            + " --brief, --run and --sign-key.");
        }
        for (double area : areas) {
            if (!(area > 0 && area <= 1)) {
                throw new CommandLine.ParameterException(
                        spec.commandLine(), "--areas must be above 0 and at most 1, not " + area + ".");
            }
        }
    }

    private void showTradeOff(FitTask fit, StartingPoint begin, RunMetrics metrics) throws IOException {
        Files.createDirectories(tradeOff);
        ObjectNode figures = new TradeOff(fit, areas)
                .run(work().resolve(name).resolve(".fit").resolve("areas"), begin, run.resume, metrics);
        new ObjectMapper()
                .writerWithDefaultPrettyPrinter()
                .writeValue(tradeOff.resolve("trade-off.json").toFile(), figures);
        spec.commandLine().getOut().println("Drew " + TradeOffPlot.write(tradeOff, figures));
    }

    @Override
    public Integer call() throws IOException {
        requireWritable();
        if (brief && announce) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--brief measures too little for --announce: leave one of them out.");
        }
        requireAreas();
        if (announce) {
            release.require(records.brokers());
        }
        Optional<SigningKey> key = signing.key();
        try (RunMetrics metrics = RunMetrics.start(pushMetrics, name, Clock.systemUTC())) {
            try {
                run(key, metrics);
                metrics.ended(0);
                return 0;
            } catch (IOException | RuntimeException e) {
                metrics.ended(ExitCode.of(e).code());
                throw e;
            }
        }
    }

    private void run(Optional<SigningKey> key, RunMetrics metrics) throws IOException {
        if (freshMask && start == null) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--fresh-mask needs --start, which names the explainer with the evidence.");
        }
        if (options.keepWeights() && start == null) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--epochs 0 needs --start, which names the explainer whose weights are kept.");
        }
        StartingPoint begin = start == null ? StartingPoint.RANDOM : StartingPoint.of(start, freshMask);
        if (!areas.isEmpty()) {
            showTradeOff(task(), begin, metrics);
        } else if (runName == null) {
            FitTask.Place place = place(work().resolve(name).resolve(".fit"), run.resume, key);
            StoredVersion made = task().run(place, begin, brief, metrics);
            report(made, metrics);
            if (announce) {
                release.announce(made, records.brokers());
            }
        } else {
            runOnce(FitRun.of(ExplainerStores.at(store), work(), name, runName), begin, key, metrics);
        }
    }

    private FitTask.Place place(Path checkpoint, boolean resume, Optional<SigningKey> key) throws IOException {
        return new FitTask.Place(
                ExplainerStores.at(store), name, checkpoint, ExplainerFolder.evaluations(work()), resume, key);
    }

    private FitTask task() throws IOException {
        return FitTask.of(model.open(records), records, measures, options, run);
    }

    /** Does not repeat what earlier attempts of the run have done. */
    private void runOnce(FitRun begun, StartingPoint begin, Optional<SigningKey> key, RunMetrics metrics)
            throws IOException {
        Optional<StoredVersion> before = begun.made();
        if (before.isPresent()) {
            LOG.info(
                    "The run {} has already made {}. Use another name with --run to make another version.",
                    runName,
                    before.get().location());
        }
        StoredVersion made = before.isPresent() ? before.get() : goOn(begun, begin, key, metrics);
        begun.clear();
        report(made, metrics);
        if (announce && !begun.isAnnounced()) {
            release.announce(made, records.brokers());
            begun.announced();
        }
    }

    private StoredVersion goOn(FitRun begun, StartingPoint begin, Optional<SigningKey> key, RunMetrics metrics)
            throws IOException {
        records.remember(begun);
        try {
            FitTask fit = task();
            begun.name(fit);
            FitTask.Place place = place(begun.folder(), begun.isBegun(), key);
            return fit.run(place, begin, brief, metrics);
        } catch (RecordsGoneException e) {
            if (!begun.forget()) {
                throw e;
            }
            throw new TryAgainException(e.getMessage() + " The next attempt of the run " + runName + " does so.", e);
        }
    }

    private void report(StoredVersion made, RunMetrics metrics) {
        metrics.set(RunMetrics.Figure.VERSION, made.manifest().version());
        LOG.info(
                "Published {}: {}.",
                made.location(),
                TextReport.headline(made.manifest().measured()));
        TextReport.print(
                made.manifest().measured(),
                made.manifest().output().unit(),
                spec.commandLine().getOut());
        made.manifest()
                .judgement()
                .ifPresent(judgement ->
                        GateReport.print(judgement, spec.commandLine().getOut()));
    }
}
