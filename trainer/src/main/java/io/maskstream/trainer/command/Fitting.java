package io.maskstream.trainer.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.schemas.artifact.ArtifactStore;
import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.trainer.evaluate.ExplainedModel;
import io.maskstream.trainer.fit.ExplainerFit;
import io.maskstream.trainer.model.FrozenCard;
import io.maskstream.trainer.model.FrozenModel;
import io.maskstream.trainer.model.ImportedSavedModel;
import io.maskstream.trainer.train.Checkpoint;
import io.maskstream.trainer.train.TrainingLoop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.TensorFlow;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.TensorProto;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the fit of an explainer has in common for all kinds of records: from a frozen model to a published version. */
final class Fitting {

    private static final Logger LOG = LoggerFactory.getLogger(Fitting.class);

    /** Of a mask, in the mean over the records; those that ship have 0.09 to 0.57. */
    private static final double SMALLEST_AREA = 0.005;

    @Mixin
    RunOptions run;

    @Mixin
    ReleaseOptions release;

    @Option(
            names = "--frozen",
            required = true,
            paramLabel = "DIR",
            description = "The frozen SavedModel to explain, with its card " + FrozenCard.FILE
                    + "; or an explainer's version, whose frozen model gets another mask network.")
    Path frozenFolder;

    @Option(
            names = "--start",
            paramLabel = "DIR",
            description =
                    "Starts from the mask network of an explainer's version, in place of random weights: for some more"
                            + " epochs, or after the model has been trained further.")
    Path startFolder;

    @Option(names = "--store", required = true, paramLabel = "DIR", description = "Folder of the explainers.")
    Path store;

    /** Measures an explainer. */
    @FunctionalInterface
    interface Evaluation {
        JsonNode of(ExplainedModel model);
    }

    /**
     * What is fitted.
     *
     * @param frozen the model
     * @param name the explainer's
     * @param splitSeed which split, for a folder of its own
     * @param description goes into the manifest as {@code fit}; a fit is resumed only if its settings and data are the same
     * @param config of sessions
     */
    record Task(FrozenModel frozen, String name, long splitSeed, ObjectNode description, ConfigProto config) {}

    /**
     * The frozen model.
     *
     * @throws IOException if it is of another kind, or lacks what its inputs are encoded with; says what to do
     */
    FrozenModel frozen(InputKind kind) throws IOException {
        FrozenModel frozen = FrozenModel.read(frozenFolder);
        Manifest.Input input = frozen.card().input();
        if (input.kind() != kind) {
            throw new IOException("The model in " + frozenFolder + " takes "
                    + input.kind().one() + "; this command explains models of " + kind + "s.");
        }
        if (kind != InputKind.IMAGE && frozen.vocabulary().isEmpty()) {
            throw new IOException(
                    "The model in " + frozenFolder + " needs " + FrozenCard.VOCABULARY + " to encode its input.");
        }
        return frozen;
    }

    /** Which split the frozen model was trained with. */
    long splitSeed(FrozenModel frozen) throws IOException {
        JsonNode seed = frozen.card().training() == null
                ? null
                : frozen.card().training().path("data").path("splitSeed");
        if (seed == null || !seed.isIntegralNumber()) {
            throw new IOException("The card of " + frozenFolder + " does not say which split the model was trained with"
                    + " (training.data.splitSeed); without it the test records would not be unseen.");
        }
        return seed.asLong();
    }

    /** Adds to a description with what it was made. */
    static void describeSoftware(ObjectNode description, String device) throws IOException {
        description
                .putObject("software")
                .put("trainer", Trainer.VERSION)
                .put("sourceRevision", SourceRevision.read())
                .put("tensorflow", TensorFlow.version())
                .put("device", device);
    }

    /**
     * What a fit ends in whose steps were too long: masks of 0, or of 1, for every record. They would explain nothing.
     *
     * @throws IOException if that is so; says what to do
     */
    static void requireMasks(JsonNode measured) throws IOException {
        double area = measured.path("area").path("mean").asDouble();
        if (!(area > SMALLEST_AREA && area < 1 - SMALLEST_AREA)) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "The masks keep %s (mean area %.4f), so that this explainer is not published: fit with a lower"
                            + " --learning-rate, or another weight of the area.",
                    area < 0.5 ? "nothing" : "everything",
                    area));
        }
    }

    /**
     * Fits, measures, publishes, and announces where that is asked for.
     *
     * @throws IOException if the masks keep nothing or everything, or files cannot be read or written
     */
    void publish(
            Task task,
            ExplainerFit.Objective objective,
            TrainingLoop.Schedule schedule,
            TrainingLoop.Epochs epochs,
            ExplainerFit.Observer observer,
            Evaluation evaluation)
            throws IOException {
        FrozenModel frozen = task.frozen();
        Path work = store.resolve(task.name()).resolve(".fit-" + task.splitSeed());
        Files.createDirectories(work);
        Path savedModel = work.resolve(ExplainerArtifact.SAVED_MODEL);
        String fingerprint =
                task.description().get("settings") + " " + task.description().get("data") + " " + frozen.sha256();
        Map<String, TensorProto> start = Map.of();
        if (startFolder != null) {
            ExplainerArtifact former = ExplainerArtifact.open(startFolder);
            start = ImportedSavedModel.weights(former.savedModel());
            task.description().set("startedFrom", former.manifest().fit());
            fingerprint += " from " + former.digest();
        }
        List<Manifest.Signature> signatures = new ExplainerFit(frozen, objective, task.config(), start)
                .run(
                        schedule,
                        epochs,
                        new Checkpoint(work.resolve("checkpoint"), fingerprint),
                        run.resume,
                        observer,
                        savedModel);
        JsonNode measured;
        LOG.info("Evaluating on the test records.");
        try (ExplainedModel model = new ExplainedModel(savedModel, frozen.card().input(), signatures, task.config())) {
            measured = evaluation.of(model);
        }
        requireMasks(measured);
        Manifest draft = new Manifest(
                Manifest.FORMAT,
                task.name(),
                0,
                "",
                frozen.card().input(),
                frozen.card().output(),
                signatures,
                new Manifest.FrozenModel(
                        frozen.sha256(),
                        frozen.card().description(),
                        frozen.card().training(),
                        frozen.card().tensorsAsJson()),
                task.description(),
                measured,
                Map.of());
        ExplainerArtifact artifact = new ArtifactStore(store).publish(draft, folder -> {
            Files.createDirectories(folder.resolve(ExplainerArtifact.SAVED_MODEL));
            Files.copy(
                    savedModel.resolve("saved_model.pb"),
                    folder.resolve(ExplainerArtifact.SAVED_MODEL).resolve("saved_model.pb"),
                    StandardCopyOption.REPLACE_EXISTING);
            if (!frozen.vocabulary().isEmpty()) {
                Files.write(folder.resolve(ExplainerArtifact.VOCABULARY), frozen.vocabulary());
            }
        });
        LOG.info("Published {}: {}.", artifact.folder(), Report.headline(measured));
        release.announce(artifact);
    }
}
