package io.maskstream.trainer.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.schemas.artifact.Judgement;
import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.artifact.SigningKey;
import io.maskstream.schemas.input.InputEncoding;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.schemas.progress.Progress;
import io.maskstream.trainer.evaluate.Comparison;
import io.maskstream.trainer.evaluate.Evaluation;
import io.maskstream.trainer.evaluate.Protocol;
import io.maskstream.trainer.evaluate.gate.Gate;
import io.maskstream.trainer.evaluate.measure.Measure;
import io.maskstream.trainer.evaluate.subject.ExplainedModel;
import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import io.maskstream.trainer.records.Dataset;
import io.maskstream.trainer.records.Part;
import io.maskstream.trainer.records.RecordSplit;
import io.maskstream.trainer.records.Targets;
import io.maskstream.trainer.records.source.RecordOptions;
import io.maskstream.trainer.report.ComparisonTable;
import io.maskstream.trainer.report.FigureFolder;
import io.maskstream.trainer.report.GateReport;
import io.maskstream.trainer.report.TextReport;
import io.maskstream.trainer.tensor.ComputeDevice;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.tensorflow.proto.ConfigProto;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Evaluates an explainer. */
@Command(
        name = "evaluate",
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {
            "Measures an explainer: predictions with and without the mask, the area of the mask, and the"
                    + " faithfulness of its order, compared with other methods and controls.",
            "The records are split as for the fit. By default, the test records are used."
        },
        mixinStandardHelpOptions = true)
final class Evaluate implements Callable<Integer> {

    @Spec
    CommandSpec spec;

    @Mixin
    ExplainerFolder explainer;

    @Mixin
    RecordOptions records;

    @Option(
            names = "--of",
            paramLabel = "PART",
            order = 112,
            defaultValue = "test",
            description = "Records to use: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    EvaluatedPart part;

    @Mixin
    MeasureOptions measures;

    @Option(names = "--json", paramLabel = "FILE", order = 772, description = "Also write the figures to this file.")
    Path json;

    @Option(
            names = "--figures",
            paramLabel = "DIR",
            order = 773,
            description = "Also draw figures into this folder: curves, and some of the records with their masks.")
    Path figures;

    @Mixin
    ThoroughEvaluation thorough;

    @Mixin
    OtherExplainer against;

    @Option(
            names = "--write",
            order = 776,
            description =
                    "Replace the figures and the result of the gate in the explainer's manifest by those of the test"
                            + " records.")
    boolean write;

    @Mixin
    SigningOptions signing;

    @Option(
            names = "--task",
            paramLabel = "FILE",
            order = 801,
            description = "Read further options from this task file, as used by fit.")
    Path task;

    @Option(
            names = "--resume",
            order = 882,
            description = "Continue after the finished steps of an interrupted run of the same command.")
    boolean resume;

    /** The records to evaluate on. */
    enum EvaluatedPart {
        TRAIN(Part.TRAIN),
        VALIDATION(Part.VALIDATION),
        TEST(Part.TEST),
        /** All records, whatever their part. */
        ALL(Part.TEST);

        private final Part part;

        EvaluatedPart(Part part) {
            this.part = part;
        }

        /** Returns the name used on the command line. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Override
    public Integer call() throws Exception {
        if (write && part != EvaluatedPart.TEST) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "The manifest only holds figures of test records: leave out --write or --of.");
        }
        Optional<SigningKey> key = signing.key();
        if (key.isPresent() && !write) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--sign-key signs the manifest that --write writes: give both or neither.");
        }
        ExplainerArtifact artifact = explainer.open();
        Optional<ExplainerArtifact> other = against.open(artifact);
        Manifest manifest = artifact.manifest();
        InputKind kind = manifest.input().kind();
        measures.require(kind);
        Gate gate = measures.gate(kind);
        FigureFolder folder = figures == null ? null : FigureFolder.create(figures);
        InputEncoding encoding = artifact.encoding();
        RecordSplit split = part == EvaluatedPart.ALL ? records.allForTest(kind) : records.split(kind, manifest.fit());
        Dataset dataset = Dataset.read(
                split,
                manifest.input(),
                encoding,
                Targets.of(manifest.output(), manifest.output().classes(), split.labels()),
                Dataset.memory());
        ComputeDevice device = ComputeDevice.take(ComputeDevice.Choice.AUTO);
        ConfigProto config = device.session(kind);
        PrintWriter out = spec.commandLine().getOut();
        try (Progress progress = new Progress("Evaluating", "predictions", -1);
                ExplainedModel model = new ExplainedModel(artifact.savedModel(), manifest, config, progress::done)) {
            Protocol protocol = thorough.protocol(Protocol.of(manifest.input(), encoding, model));
            Function<ExplainedModel, ExplainedRecords> byModel =
                    its -> DatasetRecords.of(its, manifest.output(), dataset, part.part, measures.tolerance());
            ExplainedRecords explained = byModel.apply(model);
            ObjectNode measured = measured(artifact, protocol, dataset, explained, device);
            Judgement judgement = gate.judge(measured);
            judgement.into(measured);
            TextReport.print(measured, manifest.output().unit(), out);
            GateReport.print(judgement, out);
            if (write) {
                write(artifact, measured, key);
            }
            other.ifPresent(beside -> {
                ObjectNode comparison =
                        OtherExplainer.compare(new Comparison(protocol), artifact, explained, beside, byModel, config);
                measured.set("against", comparison);
                ComparisonTable.print(comparison, out);
            });
            if (folder != null) {
                folder.draw(explained, manifest.input(), encoding, measured)
                        .forEach(file -> out.println("Drew " + file));
            }
            if (json != null) {
                new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(json.toFile(), measured);
            }
        }
        return 0;
    }

    /** Returns the measurements without the result of the gate. */
    private ObjectNode measured(
            ExplainerArtifact artifact,
            Protocol protocol,
            Dataset dataset,
            ExplainedRecords explained,
            ComputeDevice device)
            throws IOException {
        Manifest manifest = artifact.manifest();
        InputKind kind = manifest.input().kind();
        Path work = ExplainerFolder.evaluations(artifact);
        List<Measure> extra = new ArrayList<>(extraMeasures(artifact));
        if (thorough.thorough) {
            extra.add(thorough.randomised(artifact, device.session(kind), work.resolve("randomised")));
        }
        RecordSplit split = dataset.split();
        ObjectNode measured = new Evaluation(protocol, extra)
                .of(
                        explained,
                        DatasetRecords.others(
                                explained.model(), manifest.output(), dataset, part.part, measures.tolerance()),
                        EvaluationSteps.of(work, subject(artifact, protocol), split, resume));
        if (thorough.thorough) {
            measured.set("truth", thorough.truth(kind, records, device, work.resolve("truth-" + kind)));
        }
        return measured.put(
                "testRecords", split.exposure(manifest.frozenModel().training()).toString());
    }

    private List<Measure> extraMeasures(ExplainerArtifact artifact) throws IOException {
        Manifest manifest = artifact.manifest();
        Path vocabulary = artifact.folder().resolve(ExplainerArtifact.VOCABULARY);
        return measures.extra(
                manifest.input(),
                manifest.output(),
                artifact.encoding(),
                Files.exists(vocabulary) ? Files.readAllLines(vocabulary) : List.of());
    }

    private void write(ExplainerArtifact artifact, ObjectNode measured, Optional<SigningKey> key) throws IOException {
        boolean wasSigned = artifact.isSigned();
        ExplainerArtifact written = artifact.withMeasured(measured);
        spec.commandLine()
                .getOut()
                .printf(
                        "%nWrote the figures to the manifest in %s. Its digest, which identifies the version in"
                                + " releases, is now %s: announce the version again so that streamers load it.%n",
                        written.folder(), written.digest());
        SigningOptions.renew(written, wasSigned, key, spec.commandLine().getOut());
    }

    /** Returns what distinguishes this evaluation from others. */
    private ObjectNode subject(ExplainerArtifact artifact, Protocol protocol) {
        ObjectNode subject = JsonNodeFactory.instance.objectNode();
        subject.put("explainer", artifact.digest()).put("part", part.toString()).put("trainer", Trainer.VERSION);
        protocol.into(subject.putObject("protocol"));
        measures.tolerance().ifPresent(tolerance -> subject.put("tolerance", tolerance));
        return subject;
    }
}
