package io.maskstream.trainer.recipe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.progress.Figures;
import io.maskstream.trainer.evaluate.subject.Classification;
import io.maskstream.trainer.evaluate.subject.Regression;
import io.maskstream.trainer.model.FrozenCard;
import io.maskstream.trainer.model.FrozenModel;
import io.maskstream.trainer.records.Dataset;
import io.maskstream.trainer.records.Part;
import io.maskstream.trainer.records.RecordSplit;
import io.maskstream.trainer.records.Targets;
import io.maskstream.trainer.tensor.ComputeDevice;
import io.maskstream.trainer.train.TrainingLoop;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.TensorProto;

/** Trains a reference network on labelled records, evaluates it, and writes it as a SavedModel with its card. */
public final class ModelTraining {

    private static final Logger LOG = LoggerFactory.getLogger(ModelTraining.class);

    /** Largest number of epochs after which the model is evaluated on the validation records. */
    private static final int OBSERVED = 10;

    private final Recipe recipe;
    private final ComputeDevice device;

    public ModelTraining(Recipe recipe, ComputeDevice device) {
        this.recipe = recipe;
        this.device = device;
    }

    /**
     * The data to train on and the output to predict.
     *
     * @param split the records, split into parts
     * @param targets the targets that the labels encode
     * @param output output of the model; if it has classes, as many as the targets
     */
    public record Task(RecordSplit split, Targets targets, Manifest.Output output) {}

    /**
     * Trains, evaluates and writes the model.
     *
     * @param start folder of a model of the same architecture, or a shallower one, whose weights to start from; null
     *     for random weights
     * @param out folder of the SavedModel; the checkpoint is next to it
     * @param resume whether to continue from the checkpoint
     * @throws IOException if the records have no labels, or files cannot be read or written
     */
    public void run(Task task, Path start, Path out, boolean resume) throws IOException {
        if (!task.targets().labelled()) {
            throw new IOException(
                    "Training a model needs labels, and these records have none: name the column of the labels with"
                            + " --label, or use a folder for each class.");
        }
        FrozenModel former = start == null ? null : FrozenModel.read(start);
        Map<String, TensorProto> weights = former == null ? Map.of() : former.weights();
        if (former != null && weights.isEmpty()) {
            throw new IOException(
                    "The model in " + start + " was not trained by 'trainer train': training cannot start from it.");
        }
        Recipe.Encoded encoded = recipe.encoded(task.split());
        Dataset dataset =
                Dataset.read(task.split(), encoded.input(), encoded.encoding(), task.targets(), Dataset.memory());
        Dataset.Examples train = dataset.examples(Part.TRAIN);
        Dataset.Examples validation = dataset.examples(Part.VALIDATION);
        LOG.info(
                "{}: {} records for training, {} for validation, {} for testing; training a {} on {}.",
                dataset.split().name(),
                Figures.count(train.size()),
                Figures.count(validation.size()),
                Figures.count(dataset.examples(Part.TEST).size()),
                recipe.name(),
                device);
        Recipe.Plan plan = recipe.plan(dataset, encoded, OutputHead.of(task.output(), train.targets()));
        ObjectNode description = JsonNodeFactory.instance.objectNode();
        dataset.split().describe(description.putObject("data"));
        description.setAll(plan.further());
        description.set("settings", recipe.settings());
        if (former != null) {
            description.set("startedFrom", former.card().training());
        }
        ObjectNode resumed = description.deepCopy();
        if (former != null) {
            resumed.put("startedFromModel", former.sha256());
        }
        try (FrozenTraining training =
                new FrozenTraining(plan, plan.schedule().seed(), weights, recipe.session(device))) {
            int interval = Math.max(1, plan.schedule().epochs() / OBSERVED);
            TrainingLoop.Observer observer = (epoch, means) -> validation.size() == 0 || epoch % interval != 0
                    ? ""
                    : String.format(
                            Locale.ROOT,
                            "validation %s %.4f",
                            measure(task.output()),
                            quality(task.output(), training.predict(validation.inputs()), validation.targets()));
            training.run(plan.schedule(), plan.epochs(), FrozenTraining.checkpoint(out, resumed), resume, observer);
            GraphDef constants = recipe.exported(training.constants());
            description.set("measured", measured(task.output(), training, constants, dataset));
            FrozenCard card = new FrozenCard(
                    encoded.input(),
                    task.output(),
                    recipe.name() + " on " + dataset.split().name(),
                    training.served(),
                    description);
            FrozenModel.write(out, constants, card, encoded.vocabulary());
            LOG.info("Wrote the model to {}: {}.", out, words(description.get("measured"), measure(task.output())));
        }
    }

    /**
     * Returns the quality of the exported graph by part of the records. At most as many records of each part are used
     * as there are test records.
     */
    private JsonNode measured(Manifest.Output output, FrozenTraining training, GraphDef constants, Dataset dataset) {
        ObjectNode measured = JsonNodeFactory.instance.objectNode().put("device", device.name());
        int most = dataset.examples(Part.TEST).size();
        try (Graph graph = new Graph()) {
            graph.importGraphDef(constants);
            try (Session session = new Session(graph, device.session())) {
                for (Part part : Part.values()) {
                    Dataset.Examples examples = dataset.examples(part);
                    int count = Math.min(most, examples.size());
                    if (count > 0) {
                        measured.put(
                                part + upperCase(measure(output)),
                                quality(
                                        output,
                                        training.predict(
                                                session, examples.inputs().subList(0, count)),
                                        Arrays.copyOf(examples.targets(), count)));
                    }
                }
            }
        }
        return measured;
    }

    /** Returns text such as {@code accuracy 0.912 on train, 0.890 on test}. */
    private static String words(JsonNode measured, String measure) {
        List<String> figures = Stream.of(Part.values())
                .filter(part -> measured.has(part + upperCase(measure)))
                .map(part -> String.format(
                        Locale.ROOT,
                        "%.3f on %s",
                        measured.get(part + upperCase(measure)).asDouble(),
                        part))
                .toList();
        return figures.isEmpty()
                ? "not evaluated, because there are no test records"
                : measure + " " + String.join(", ", figures);
    }

    private static String upperCase(String word) {
        return Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }

    private static String measure(Manifest.Output output) {
        return output.type() == Manifest.OutputType.VALUE ? "rmse" : "accuracy";
    }

    private static double quality(Manifest.Output output, float[][] predictions, float[] targets) {
        if (output.type() == Manifest.OutputType.CLASSES) {
            return Classification.accuracy(predictions, targets);
        }
        return Regression.rmse(Regression.values(predictions), targets);
    }
}
