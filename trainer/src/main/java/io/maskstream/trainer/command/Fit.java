package io.maskstream.trainer.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.artifact.SigningKey;
import io.maskstream.trainer.records.source.RecordOptions;
import io.maskstream.trainer.report.GateReport;
import io.maskstream.trainer.report.TextReport;
import io.maskstream.trainer.report.TradeOffPlot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
            paramLabel = "DIR",
            order = 201,
            description = "Folder of explainers to write the new version to.")
    Path store;

    @Option(
            names = "--name",
            required = true,
            paramLabel = "NAME",
            order = 202,
            description = "Name of the explainer: letters, digits, dots, dashes and underscores.")
    String name;

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
            description = "Publish nothing; fit a mask for each of these areas, and show in --trade-off how much of the"
                    + " prediction each loses.")
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

    /** Not after hours, when the explainer is to be written. */
    private void requireWritable() throws IOException {
        try {
            Manifest.requireName(name);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(spec.commandLine(), "--name: " + e.getMessage() + ".", e);
        }
        Path existing = store.resolve(name).toAbsolutePath();
        while (!Files.exists(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        if (!Files.isDirectory(existing) || !Files.isWritable(existing)) {
            throw new IOException("No explainer can be written to the store " + store + ": " + existing
                    + " is no folder, or this user may not write to it.");
        }
    }

    /** All of them before the first is fitted. */
    private void requireAreas() {
        if (areas.isEmpty() != (tradeOff == null)
                || ((announce || brief || signing.file != null) && !areas.isEmpty())) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(),
                    "--areas needs a folder for its plot, --trade-off DIR, and publishes nothing, so leave out --announce,"
                            + " --brief and --sign-key.");
        }
        for (double area : areas) {
            if (!(area > 0 && area <= 1)) {
                throw new CommandLine.ParameterException(
                        spec.commandLine(), "--areas must be above 0 and at most 1, not " + area + ".");
            }
        }
    }

    private int showTradeOff(FitTask fit, ExplainerArtifact former) throws IOException {
        Files.createDirectories(tradeOff);
        ObjectNode figures =
                new TradeOff(fit, areas).run(store.resolve(name).resolve(".fit").resolve("areas"), former, run.resume);
        new ObjectMapper()
                .writerWithDefaultPrettyPrinter()
                .writeValue(tradeOff.resolve("trade-off.json").toFile(), figures);
        spec.commandLine().getOut().println("Drew " + TradeOffPlot.write(tradeOff, figures));
        return 0;
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
        ExplainerArtifact former = start == null ? null : ExplainerArtifact.open(start);
        FitTask fit = FitTask.of(model.open(records), records, measures, options, run);
        if (!areas.isEmpty()) {
            return showTradeOff(fit, former);
        }
        ExplainerArtifact artifact = fit.run(store, name, former, brief, run.resume, key);
        LOG.info(
                "Published {}: {}.",
                artifact.folder(),
                TextReport.headline(artifact.manifest().measured()));
        TextReport.print(
                artifact.manifest().measured(),
                artifact.manifest().output().unit(),
                spec.commandLine().getOut());
        artifact.manifest()
                .judgement()
                .ifPresent(judgement ->
                        GateReport.print(judgement, spec.commandLine().getOut()));
        if (announce) {
            release.announce(artifact, records.brokers(), Optional.empty());
        }
        return 0;
    }
}
