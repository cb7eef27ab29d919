package io.maskstream.trainer.command;

import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.trainer.recipe.ModelTraining;
import io.maskstream.trainer.recipe.Recipe;
import io.maskstream.trainer.records.Part;
import io.maskstream.trainer.records.RecordSplit;
import io.maskstream.trainer.records.Targets;
import io.maskstream.trainer.records.source.RecordOptions;
import io.maskstream.trainer.tensor.ComputeDevice;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of all commands that train reference models. */
final class TrainOptions {

    @Mixin
    RecordOptions records;

    @Option(
            names = "--out",
            required = true,
            order = 401,
            paramLabel = "DIR",
            description = "Folder for the SavedModel; the checkpoint is next to it.")
    Path out;

    @Option(
            names = "--preset",
            order = 402,
            description = "Settings for one of the paper's data sets: ${COMPLETION-CANDIDATES}.")
    Preset preset;

    @Option(
            names = "--output",
            order = 421,
            description = "Kind of prediction: ${COMPLETION-CANDIDATES} (default: a value if all labels are numbers and"
                    + " more than twenty of them differ, otherwise classes).")
    Manifest.OutputType output;

    @Option(
            names = "--output-name",
            order = 422,
            paramLabel = "NAME",
            description = "Name of the prediction, such as 'sentiment' (default: its kind).")
    String outputName;

    @Option(
            names = "--unit",
            order = 423,
            paramLabel = "UNIT",
            defaultValue = "",
            description = "Unit of a value, such as 'log10 mol/L' (default: none).")
    String unit;

    @Option(
            names = "--epochs",
            order = 630,
            paramLabel = "N",
            description = "Epochs (default: chosen by the number of records).")
    Integer epochs;

    @Option(names = "--batch", order = 631, paramLabel = "N", description = "Batch size.")
    Integer batch;

    @Option(
            names = "--learning-rate",
            order = 632,
            paramLabel = "RATE",
            description = "Peak learning rate; a cosine schedule is used.")
    Double learningRate;

    @Option(names = "--weight-decay", order = 633, paramLabel = "RATE", description = "Weight decay of the optimizer.")
    Double weightDecay;

    @Mixin
    RunOptions run;

    /** Creates a recipe. */
    interface Recipes {
        /**
         * Returns the recipe.
         *
         * @param records number of training records
         */
        Recipe of(int records) throws IOException;
    }

    /** Trains a model. */
    void train(InputKind kind, Path start, Recipes recipes) throws IOException {
        if (preset != null) {
            preset.require(kind);
        }
        RecordSplit split = records.split(kind, null);
        boolean value = output == null
                ? preset == null
                        ? split.labels().areValues()
                        : preset.output(List.of("")).type() == Manifest.OutputType.VALUE
                : output == Manifest.OutputType.VALUE;
        Targets targets = value ? Targets.value(split.labels()) : Targets.classes(split.labels());
        ModelTraining.Task task = new ModelTraining.Task(split, targets, output(value, targets));
        new ModelTraining(recipes.of(split.size(Part.TRAIN)), ComputeDevice.take(run.device))
                .run(task, start, out, run.resume);
    }

    private Manifest.Output output(boolean value, Targets targets) {
        if (preset != null && outputName == null) {
            return preset.output(targets.classes());
        }
        return value
                ? Manifest.Output.value(outputName == null ? "value" : outputName, unit)
                : Manifest.Output.classes(outputName == null ? "class" : outputName, targets.classes());
    }

    /** Returns the given settings that are common to all recipes. */
    Overrides given() {
        return new Overrides()
                .with("seed", run.seed)
                .with("epochs", epochs)
                .with("batch", batch)
                .with("learningRate", learningRate)
                .with("weightDecay", weightDecay);
    }
}
