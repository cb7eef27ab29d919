package io.maskstream.trainer.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.schemas.artifact.ExplainerArtifact;
import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.input.InputEncoding;
import io.maskstream.schemas.input.image.ImageLimits;
import io.maskstream.schemas.progress.Progress;
import io.maskstream.trainer.evaluate.Protocol;
import io.maskstream.trainer.evaluate.gate.Gate;
import io.maskstream.trainer.evaluate.leak.Leaks;
import io.maskstream.trainer.evaluate.measure.Agreement;
import io.maskstream.trainer.evaluate.measure.FinishedSteps;
import io.maskstream.trainer.evaluate.measure.MaskArea;
import io.maskstream.trainer.evaluate.measure.Measure;
import io.maskstream.trainer.evaluate.measure.Quality;
import io.maskstream.trainer.evaluate.measure.Trial;
import io.maskstream.trainer.evaluate.subject.ExplainedModel;
import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import io.maskstream.trainer.evaluate.truth.AtomTruth;
import io.maskstream.trainer.evaluate.truth.NegatedWords;
import io.maskstream.trainer.evaluate.truth.PatchTruth;
import io.maskstream.trainer.evaluate.truth.PlantedPatches;
import io.maskstream.trainer.evaluate.truth.WordTruth;
import io.maskstream.trainer.fit.FitSettings;
import io.maskstream.trainer.model.FrozenModel;
import io.maskstream.trainer.progress.RunMetrics;
import io.maskstream.trainer.recipe.ImageRecipe;
import io.maskstream.trainer.recipe.ModelTraining;
import io.maskstream.trainer.recipe.MoleculeRecipe;
import io.maskstream.trainer.recipe.Recipe;
import io.maskstream.trainer.recipe.TextRecipe;
import io.maskstream.trainer.records.Dataset;
import io.maskstream.trainer.records.Part;
import io.maskstream.trainer.records.RecordSource;
import io.maskstream.trainer.records.RecordSplit;
import io.maskstream.trainer.records.Targets;
import io.maskstream.trainer.tensor.ComputeDevice;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A task with a known truth. A model is trained on it, a mask network is fitted to the model with default settings, and
 * both are evaluated.
 *
 * @param task records, and the output to predict
 * @param recipe recipe of the model
 * @param judge measure that compares scores with the truth
 * @param effort effort of the fit and of the classifier of masks, relative to the default
 * @param area area of the masks; null for the default of fit
 */
record TruthTask(
        ModelTraining.Task task, Recipe recipe, Function<InputEncoding, Measure> judge, double effort, Double area) {

    private static final Logger LOG = LoggerFactory.getLogger(TruthTask.class);

    /** Seed of the generated records, which keeps tasks the same for any seed of the weights. */
    static final long RECORDS_SEED = 22;

    /**
     * Area of an image's mask, as a multiple of the deciding patch. A mask that keeps much more has to choose among
     * pixels without effect, and what it chooses depends a little on the class.
     */
    private static final double AREA_TO_PATCH = 2;

    /** Approximate number of passes for the occlusion of records outside the sample. */
    private static final int OCCLUDED = 20_000;

    static final RecordSplit.Rules RULES = new RecordSplit.Rules(0, RecordSplit.Rules.HELD_OUT, 0);

    /**
     * Returns the task of computed logP.
     *
     * @param split split of molecules with computed labels (see {@link
     *     io.maskstream.trainer.evaluate.truth.ComputedLogP})
     */
    static TruthTask molecules(RecordSplit split, MoleculeRecipe.Settings settings) throws IOException {
        return new TruthTask(
                new ModelTraining.Task(
                        split, Targets.value(split.labels()), Manifest.Output.value("computed logP", "log10")),
                new MoleculeRecipe(settings),
                AtomTruth::new,
                1,
                null);
    }

    /**
     * Returns a task of generated texts.
     *
     * @param count number of records
     */
    static TruthTask texts(int count, TextRecipe.Settings settings) throws IOException {
        return classes(new NegatedWords(count, RECORDS_SEED), new TextRecipe(settings, null), WordTruth::new, null);
    }

    /**
     * Returns a task of generated images.
     *
     * @param count number of records
     */
    static TruthTask images(PlantedPatches.Drawing drawing, int count, ImageRecipe.Settings settings)
            throws IOException {
        PlantedPatches pictures = new PlantedPatches(drawing, count, RECORDS_SEED);
        return classes(
                pictures,
                new ImageRecipe(settings),
                encoding -> new PatchTruth(pictures),
                AREA_TO_PATCH * pictures.shareOfPatch());
    }

    private static TruthTask classes(
            RecordSource source, Recipe recipe, Function<InputEncoding, Measure> judge, Double area)
            throws IOException {
        RecordSplit split = RecordSplit.of(source, RULES);
        Targets targets = Targets.classes(split.labels());
        return new TruthTask(
                new ModelTraining.Task(split, targets, Manifest.Output.classes("class", targets.classes())),
                recipe,
                judge,
                1,
                area);
    }

    /** Returns the task with another effort. */
    TruthTask with(double other) {
        return new TruthTask(task, recipe, judge, other, area);
    }

    /**
     * Trains the model, fits the mask network, and evaluates both.
     *
     * @param folder for the model, the explainer and their checkpoints
     * @param seed seed of the mask network's weights
     * @param resume whether to continue from the checkpoints
     * @return {@code truth} from the judge, and the figures of an evaluation for quality, agreement, area and leaks
     * @throws IOException if the records cannot be read, or files cannot be read or written
     */
    ObjectNode run(Path folder, long seed, ComputeDevice device, boolean resume) throws IOException {
        Path frozen = folder.resolve("model");
        new ModelTraining(recipe, device).run(task, null, frozen, resume);
        FrozenModel model = FrozenModel.read(frozen);
        InputEncoding encoding = model.encoding(ImageLimits.usual());
        Dataset dataset = Dataset.read(task.split(), model.card().input(), encoding, task.targets(), Dataset.memory());
        FitSettings usual = FitOptions.usual(model.card(), dataset.examples(Part.TRAIN));
        FitSettings settings = new Overrides()
                .with("epochs", Math.max(1, (int) Math.round(effort * usual.epochs())))
                .with("area", area)
                .over(usual);
        FitTask fit = new FitTask(
                model,
                dataset,
                encoding,
                settings,
                seed,
                device,
                List.of(),
                OptionalDouble.empty(),
                Gate.usual(model.card().input().kind()),
                FitTask.describe(dataset, settings, seed, device, List.of()));
        LOG.info("Fitting a mask network to {}.", model.card().description());
        Path explainer = folder.resolve("explainer");
        List<Manifest.Signature> signatures = fit.fit(explainer, Map.of(), resume, RunMetrics.none());
        Manifest.Output output = model.card().output();
        ObjectNode measured = JsonNodeFactory.instance.objectNode();
        try (Progress progress = new Progress("Judging", "predictions", -1);
                ExplainedModel explained =
                        fit.explained(explainer.resolve(ExplainerArtifact.SAVED_MODEL), signatures, progress)) {
            Protocol protocol = Protocol.of(model.card().input(), encoding, explained);
            ExplainedRecords records = DatasetRecords.of(explained, output, dataset, Part.TEST, fit.tolerance());
            ExplainedRecords others = DatasetRecords.others(explained, output, dataset, Part.TEST, fit.tolerance());
            Trial trial = protocol.trial(records, others, new FinishedSteps(null));
            measured.put("records", records.size()).put("parts", protocol.parts());
            for (Measure measure :
                    List.of(new Quality(), new Agreement(), MaskArea.measure(), judge.apply(encoding), new Leaks((int)
                            (effort * OCCLUDED)))) {
                LOG.info("{}.", measure.title());
                measure.of(trial, measured);
            }
        }
        return measured;
    }
}
