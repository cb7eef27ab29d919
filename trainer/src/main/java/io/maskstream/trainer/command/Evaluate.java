package io.maskstream.trainer.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.schemas.input.molecule.SmilesEncoding;
import io.maskstream.schemas.input.text.TextEncoding;
import io.maskstream.trainer.evaluate.ExplainedModel;
import io.maskstream.trainer.evaluate.ExplanationCost;
import io.maskstream.trainer.evaluate.ImageEvaluation;
import io.maskstream.trainer.evaluate.MoleculeEvaluation;
import io.maskstream.trainer.evaluate.ReviewEvaluation;
import io.maskstream.trainer.records.Batch;
import io.maskstream.trainer.records.Cifar10;
import io.maskstream.trainer.records.Esol;
import io.maskstream.trainer.records.ImageSet;
import io.maskstream.trainer.records.ImdbReviews;
import io.maskstream.trainer.records.MoleculeSet;
import io.maskstream.trainer.records.ReviewSet;
import io.maskstream.trainer.records.Split;
import io.maskstream.trainer.report.FigureFolder;
import io.maskstream.trainer.tensor.ComputeDevice;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.tensorflow.proto.ConfigProto;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Judges an explainer. */
@Command(
        name = "evaluate",
        description = {
            "Measures a published explainer: predictions with and without the mask, the mask's area, and how faithful its"
                    + " order is, each beside controls.",
            "The records are those of the split that the explainer was fitted with, the test part by default."
        },
        mixinStandardHelpOptions = true)
final class Evaluate implements Callable<Integer> {

    /** Which part of the split. */
    enum Part {
        TRAIN,
        VALIDATION,
        TEST
    }

    @Spec
    CommandSpec spec;

    @Option(
            names = "--explainer",
            required = true,
            paramLabel = "DIR",
            description = "Folder of one version of an explainer.")
    Path explainer;

    @Option(names = "--data", required = true, paramLabel = "DIR", description = "Folder of the data set.")
    Path data;

    @Option(
            names = "--part",
            defaultValue = "test",
            description = "Of the split: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    Part part;

    @Option(names = "--json", paramLabel = "FILE", description = "Writes the figures to a file, too.")
    Path json;

    @Option(
            names = "--figures",
            paramLabel = "DIR",
            description = "Draws figures, too: curves, and some of the records with their masks.")
    Path figures;

    @Override
    public Integer call() throws Exception {
        ExplainerArtifact artifact = ExplainerArtifact.open(explainer);
        InputKind kind = artifact.manifest().input().kind();
        long splitSeed = splitSeed(artifact);
        // What needs no loop over words gains nothing from the settings for such loops; reviews do.
        ComputeDevice device = ComputeDevice.take(ComputeDevice.Choice.AUTO);
        ConfigProto config = kind == InputKind.REVIEW ? device.recurrentSession() : device.session();
        FigureFolder folder = figures == null ? null : FigureFolder.create(figures);
        ObjectNode measured;
        List<Path> drawn = List.of();
        switch (kind) {
            case MOLECULE -> {
                MoleculeSet molecules = molecules(artifact, splitSeed);
                try (ExplainedModel model = open(artifact, config)) {
                    measured = new MoleculeEvaluation(model, molecules).run();
                    cost(measured, model, molecules.examples());
                    if (folder != null) {
                        drawn = folder.molecules(
                                model, molecules.molecules(), (SmilesEncoding) artifact.encoding(), measured);
                    }
                }
            }
            case REVIEW -> {
                TextEncoding encoding = (TextEncoding) artifact.encoding();
                ReviewSet reviews = new ReviewSet(chosen(ReviewSet.split(ImdbReviews.read(data), splitSeed)), encoding);
                try (ExplainedModel model = open(artifact, config)) {
                    measured = new ReviewEvaluation(model, reviews, encoding.vocabulary()).run();
                    cost(measured, model, reviews.examples());
                    if (folder != null) {
                        drawn = folder.reviews(model, reviews.reviews(), encoding, measured);
                    }
                }
            }
            case IMAGE -> {
                double heldOut =
                        artifact.manifest().fit().path("data").path("heldOut").asDouble();
                List<Cifar10.Image> images = chosen(ImageSet.split(Cifar10.read(data), heldOut, splitSeed));
                try (ExplainedModel model = open(artifact, device.convolutionSession())) {
                    List<Batch.Example> examples = new ImageSet(images).examples();
                    measured = new ImageEvaluation(model, examples).run();
                    cost(measured, model, examples);
                    if (folder != null) {
                        drawn = folder.images(
                                model, images, artifact.manifest().output().classes(), measured);
                    }
                }
            }
            default -> throw new IllegalStateException("no evaluation of " + kind);
        }
        Report.print(measured, spec.commandLine().getOut());
        drawn.forEach(file -> spec.commandLine().getOut().println("Drew " + file));
        if (json != null) {
            new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(json.toFile(), measured);
        }
        return 0;
    }

    private static void cost(ObjectNode measured, ExplainedModel model, List<Batch.Example> examples) {
        measured.put("costOfMaskToPrediction", ExplanationCost.ofMaskToPrediction(model, examples));
    }

    private static ExplainedModel open(ExplainerArtifact artifact, ConfigProto config) {
        return new ExplainedModel(artifact.savedModel(), artifact.manifest(), config);
    }

    private MoleculeSet molecules(ExplainerArtifact artifact, long splitSeed) throws IOException {
        Split<Esol.Molecule> split = Split.random(Esol.read(data), Esol.Molecule::canonical, splitSeed);
        return new MoleculeSet(chosen(split), (SmilesEncoding) artifact.encoding());
    }

    private <T> List<T> chosen(Split<T> split) {
        return switch (part) {
            case TRAIN -> split.train();
            case VALIDATION -> split.validation();
            case TEST -> split.test();
        };
    }

    private long splitSeed(ExplainerArtifact artifact) throws IOException {
        JsonNode splitSeed = artifact.manifest().fit().path("data").path("splitSeed");
        if (!splitSeed.isIntegralNumber()) {
            throw new IOException("The manifest of " + explainer
                    + " does not say which split the explainer was fitted with (fit.data.splitSeed).");
        }
        return splitSeed.asLong();
    }
}
