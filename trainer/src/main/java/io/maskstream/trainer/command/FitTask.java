package io.maskstream.trainer.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.schemas.artifact.ArtifactStore;
import io.maskstream.schemas.artifact.Digests;
import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.schemas.artifact.ExplainerStore;
import io.maskstream.schemas.artifact.ExplainerStore.StoredVersion;
import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.artifact.Profile;
import io.maskstream.schemas.artifact.SigningKey;
import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.schemas.input.InputEncoding;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.schemas.input.image.ImageLimits;
import io.maskstream.schemas.progress.Figures;
import io.maskstream.schemas.progress.Progress;
import io.maskstream.trainer.evaluate.Evaluation;
import io.maskstream.trainer.evaluate.ExplainerProfile;
import io.maskstream.trainer.evaluate.Protocol;
import io.maskstream.trainer.evaluate.gate.Gate;
import io.maskstream.trainer.evaluate.measure.Measure;
import io.maskstream.trainer.evaluate.subject.ExplainedModel;
import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import io.maskstream.trainer.fit.ExplainerFit;
import io.maskstream.trainer.fit.FitSettings;
import io.maskstream.trainer.fit.MeanColour;
import io.maskstream.trainer.fit.PredictionSpread;
import io.maskstream.trainer.model.FrozenCard;
import io.maskstream.trainer.model.FrozenModel;
import io.maskstream.trainer.progress.RunMetrics;
import io.maskstream.trainer.records.Dataset;
import io.maskstream.trainer.records.Part;
import io.maskstream.trainer.records.RecordSplit;
import io.maskstream.trainer.records.Targets;
import io.maskstream.trainer.records.source.RecordOptions;
import io.maskstream.trainer.tensor.ComputeDevice;
import io.maskstream.trainer.tensor.Weights;
import io.maskstream.trainer.train.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.TensorFlow;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.TensorProto;

/**
 * A fit, from a model and records to a published version.
 *
 * @param model model with named classes
 * @param dataset encoded records
 * @param encoding encoding of the records
 * @param settings settings of the fit
 * @param seed seed of the initial weights, the order of the records and dropout
 * @param device device to compute on
 * @param extra additional measures
 * @param tolerance see {@link io.maskstream.trainer.evaluate.ExplainedRecords}
 * @param gate conditions that the explainer must meet
 * @param description content of the manifest field {@code fit}; a fit can only be resumed with the same data and
 *     settings
 */
record FitTask(
        FrozenModel model,
        Dataset dataset,
        InputEncoding encoding,
        FitSettings settings,
        long seed,
        ComputeDevice device,
        List<Measure> extra,
        OptionalDouble tolerance,
        Gate gate,
        ObjectNode description) {

    /** Name of the seed among the settings in the manifest. */
    static final String SEED = "seed";

    private static final Logger LOG = LoggerFactory.getLogger(FitTask.class);

    /** Reads the records and checks that all options are consistent before the fit starts. */
    static FitTask of(
            ModelFolder.Opened opened,
            RecordOptions records,
            MeasureOptions measures,
            FitOptions options,
            RunOptions run)
            throws IOException {
        FrozenCard card = opened.model().card();
        InputKind kind = card.input().kind();
        measures.require(kind);
        Gate gate = measures.gate(kind);
        RecordSplit split = records.split(kind, card.training());
        boolean unnamed = card.classesAreNumbers();
        Targets targets =
                Targets.of(card.output(), unnamed ? List.of() : card.output().classes(), split.labels());
        if (unnamed) {
            card = card.withClasses(targets.classes());
        }
        FrozenModel model = opened.model().withCard(card);
        InputEncoding encoding = model.encoding(ImageLimits.usual());
        List<Measure> extra = measures.extra(card.input(), card.output(), encoding, model.vocabulary());
        Dataset dataset = Dataset.read(split, card.input(), encoding, targets, Dataset.memory());
        FitSettings settings = options.settings(measures.preset, card, dataset);
        ComputeDevice device = ComputeDevice.take(run.device);
        long seed = run.seed == null ? 1 : run.seed;
        return new FitTask(
                model,
                dataset,
                encoding,
                settings,
                seed,
                device,
                extra,
                measures.tolerance(),
                gate,
                describe(dataset, settings, seed, device, opened.notes()));
    }

    static ObjectNode describe(
            Dataset dataset, FitSettings settings, long seed, ComputeDevice device, List<String> notes)
            throws IOException {
        ObjectNode fit = JsonNodeFactory.instance.objectNode();
        ObjectNode data = fit.putObject("data");
        dataset.split().describe(data);
        data.put("labelled", dataset.targets().labelled());
        data.put("fittedTo", settings.validationToo() ? "train and validation" : "train");
        fit.set("settings", Overrides.tree(settings).put(SEED, seed));
        ArrayNode noted = fit.putArray("notes");
        notes.forEach(noted::add);
        fit.putObject("software")
                .put("trainer", Trainer.VERSION)
                .put("sourceRevision", SourceRevision.read())
                .put("tensorflow", TensorFlow.version())
                .put("device", device.name());
        return fit;
    }

    /**
     * The locations that a fit reads from and writes to.
     *
     * @param work folder of the checkpoint and of unpublished files
     * @param evaluations folder of finished steps of evaluations
     * @param resume whether to continue from the checkpoint and the finished steps
     * @param key key to sign the version with, if any
     */
    record Place(
            ExplainerStore store, String name, Path work, Path evaluations, boolean resume, Optional<SigningKey> key) {}

    /**
     * Fits, evaluates and publishes an explainer.
     *
     * @param place locations to read from and write to
     * @param start weights to start from
     * @param brief whether to run a brief evaluation (see {@link Evaluation#brief})
     * @param metrics metrics of the run
     * @throws IOException if files cannot be read or written
     */
    StoredVersion run(Place place, StartingPoint start, boolean brief, RunMetrics metrics) throws IOException {
        LOG.info(
                "Fitting {} to {} records of {} on {}.",
                place.name,
                Figures.count(dataset.examples(Part.TRAIN).size()),
                dataset.split().name(),
                device);
        if (!start.isRandom()) {
            description.set("startedFrom", start.fit());
        }
        List<Manifest.Signature> signatures = fit(place.work, start.weights(), place.resume, metrics);
        Path savedModel = place.work.resolve(ExplainerArtifact.SAVED_MODEL);
        LOG.info(
                "Evaluating on {} test records.",
                Figures.count(dataset.examples(Part.TEST).size()));
        ObjectNode measured;
        Profile profile;
        try (Progress progress = new Progress("Evaluating", "predictions", -1);
                ExplainedModel explained = explained(savedModel, signatures, progress)) {
            Protocol protocol = Protocol.of(model.card().input(), encoding, explained);
            measured = (brief ? Evaluation.brief(protocol, extra) : new Evaluation(protocol, extra))
                    .of(
                            records(explained, Part.TEST),
                            DatasetRecords.others(explained, model.card().output(), dataset, Part.TEST, tolerance),
                            EvaluationSteps.of(
                                    place.evaluations,
                                    JsonNodeFactory.instance
                                            .objectNode()
                                            .put("explainer", Digests.sha256(savedModel.resolve("saved_model.pb"))),
                                    dataset.split(),
                                    place.resume));
            FrozenCard card = model.card();
            profile = ProfiledRecords.heldOut(dataset, encoding, settings.validationToo(), protocol.predicted())
                    .profileIfEnough(
                            explained,
                            new ExplainerProfile(
                                    card.input(),
                                    card.output(),
                                    settings.evidence(card.input(), card.output()),
                                    model.vocabulary()));
        }
        measured.put(
                "testRecords", dataset.split().exposure(model.card().training()).toString());
        gate.judge(measured).into(measured);
        metrics.set(RunMetrics.Figure.AGREEMENT, measured.path("agreement").asDouble(Double.NaN));
        return publish(place.store, place.name, savedModel, signatures, measured, profile, place.key);
    }

    /** Returns the same fit with another area. */
    FitTask withArea(double area) {
        FitSettings other = new Overrides().with("area", area).over(settings);
        ObjectNode described = description.deepCopy();
        described.set("settings", Overrides.tree(other).put(SEED, seed));
        return new FitTask(model, dataset, encoding, other, seed, device, extra, tolerance, gate, described);
    }

    /** Returns whether the mask network has weights, which depend on the area. */
    boolean masksLearn() {
        return settings.network().network(model.card().input().kind()).learns();
    }

    /** Returns the records of a part with their explanations. */
    ExplainedRecords records(ExplainedModel explained, Part part) {
        return DatasetRecords.of(explained, model.card().output(), dataset, part, tolerance);
    }

    /**
     * Fits an explainer without publishing it.
     *
     * @param work folder of the checkpoint and the SavedModel
     * @param start initial weights of the mask network; empty for random ones
     * @param metrics metrics of the run
     * @return the signatures of the SavedModel
     * @throws IOException if files cannot be read or written
     */
    List<Manifest.Signature> fit(Path work, Map<String, TensorProto> start, boolean resume, RunMetrics metrics)
            throws IOException {
        Files.createDirectories(work);
        if (settings.epochs() == 0) {
            return unfitted(work, start);
        }
        ObjectNode resumed = JsonNodeFactory.instance.objectNode().put("model", model.sha256());
        resumed.set("data", description.get("data"));
        resumed.set("settings", description.get("settings"));
        if (!start.isEmpty()) {
            resumed.put("startedFrom", Weights.digest(start));
        }
        Protocol protocol = Protocol.of(model.card().input(), encoding);
        FitEpochs epochs = FitEpochs.of(dataset, encoding, settings);
        return explainer(start)
                .run(
                        settings.schedule(seed),
                        epochs.over(model.card().tensors().keySet(), settings.batch()),
                        new Checkpoint(work.resolve("checkpoint"), resumed),
                        resume,
                        observer(protocol, metrics),
                        work.resolve(ExplainerArtifact.SAVED_MODEL));
    }

    /**
     * Writes the explainer with given weights, without fitting it.
     *
     * @param work folder of the SavedModel
     * @return the signatures of the SavedModel
     * @throws IOException if files cannot be written
     */
    List<Manifest.Signature> unfitted(Path work, Map<String, TensorProto> weights) throws IOException {
        return explainer(weights).unfitted(seed, work.resolve(ExplainerArtifact.SAVED_MODEL));
    }

    private ExplainerFit explainer(Map<String, TensorProto> start) {
        List<? extends EncodedInput> inputs = dataset.examples(Part.TRAIN).inputs();
        PredictionSpread spread = PredictionSpread.of(model, inputs, session());
        List<Float> replacement = MeanColour.of(settings.reference(), model, inputs, session());
        if (model.card().output().type() == Manifest.OutputType.VALUE) {
            description.put("predictionSpread", spread.deviation());
        }
        return new ExplainerFit(
                model, settings.objective(model.card().input().kind(), spread, replacement), session(), start);
    }

    private ExplainerFit.Observer observer(Protocol protocol, RunMetrics metrics) {
        boolean validated =
                !settings.validationToo() && dataset.examples(Part.VALIDATION).size() > 0;
        return new ExplainerFit.Observer() {
            @Override
            public String afterEpoch(ExplainedModel explained) {
                return validated ? protocol.glance(records(explained, Part.VALIDATION)) : "";
            }

            @Override
            public void afterStep(double progress, double loss, double area) {
                metrics.set(RunMetrics.Figure.PROGRESS_RATIO, progress);
                metrics.set(RunMetrics.Figure.LOSS, loss);
                metrics.set(RunMetrics.Figure.MASK_AREA, area);
            }
        };
    }

    /** Opens the fitted explainer. */
    ExplainedModel explained(Path savedModel, List<Manifest.Signature> signatures, Progress progress) {
        return new ExplainedModel(
                savedModel, model.card().input(), signatures, model.card().tensorsAsJson(), session(), progress::done);
    }

    private ConfigProto session() {
        return device.session(model.card().input().kind());
    }

    private StoredVersion publish(
            ExplainerStore store,
            String name,
            Path savedModel,
            List<Manifest.Signature> signatures,
            ObjectNode measured,
            Profile profile,
            Optional<SigningKey> key)
            throws IOException {
        FrozenCard card = model.card();
        Manifest draft = new Manifest(
                Manifest.FORMAT,
                name,
                0,
                "",
                card.input(),
                card.output(),
                settings.evidence(card.input(), card.output()),
                signatures,
                new Manifest.FrozenModel(model.sha256(), card.description(), card.training(), card.tensorsAsJson()),
                description,
                measured,
                profile,
                Map.of());
        ArtifactStore.ContentWriter content = folder -> {
            Files.createDirectories(folder.resolve(ExplainerArtifact.SAVED_MODEL));
            Files.copy(
                    savedModel.resolve("saved_model.pb"),
                    folder.resolve(ExplainerArtifact.SAVED_MODEL).resolve("saved_model.pb"),
                    StandardCopyOption.REPLACE_EXISTING);
            if (!model.vocabulary().isEmpty()) {
                Files.write(folder.resolve(ExplainerArtifact.VOCABULARY), model.vocabulary());
            }
            if (model.tokenizer() != null) {
                Files.write(folder.resolve(ExplainerArtifact.TOKENIZER), model.tokenizer());
            }
        };
        return store.add(draft, content, key);
    }
}
