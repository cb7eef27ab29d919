package io.maskstream.trainer.evaluate;

import com.fasterxml.jackson.databind.node.TextNode;
import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.schemas.input.TokenSequence;
import io.maskstream.trainer.evaluate.measure.FinishedSteps;
import io.maskstream.trainer.evaluate.measure.Trial;
import io.maskstream.trainer.evaluate.method.MaskWeights;
import io.maskstream.trainer.evaluate.replacement.AsFitted;
import io.maskstream.trainer.evaluate.subject.ExplainedModel;
import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import io.maskstream.trainer.fit.ExplainerFit;
import io.maskstream.trainer.fit.FitSettings;
import io.maskstream.trainer.fit.MeanColour;
import io.maskstream.trainer.fit.PlantedTask;
import io.maskstream.trainer.fit.PredictionSpread;
import io.maskstream.trainer.mask.MaskNetwork;
import io.maskstream.trainer.mask.MaskedModel;
import io.maskstream.trainer.model.FrozenModel;
import io.maskstream.trainer.records.Batch;
import io.maskstream.trainer.tensor.ComputeDevice;
import io.maskstream.trainer.tensor.ConstantSavedModel;
import io.maskstream.trainer.train.Checkpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.TreeSet;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.ConfigProto;

/** A planted model with a handwritten mask: 1 at O and N, 0 at C. */
public final class PlantedExplainer {

    public static final Manifest.Output VALUE = Manifest.Output.value("oxygen", "atoms");
    public static final Manifest.Output CLASSES = Manifest.Output.classes("most", List.of("nitrogen", "oxygen"));

    /** The output of a mask network that gives a mask of exactly 1. */
    public static final float WEIGHT_OF_WHOLE = 100;

    private PlantedExplainer() {}

    /** Opens the explainer of the planted task; writes its SavedModel into a folder. */
    public static ExplainedModel open(Path folder) throws IOException {
        return open(folder, 0, WEIGHT_OF_WHOLE);
    }

    /** Opens an explainer of the planted task whose mask keeps what does not matter: 1 at C, 0 at O and N. */
    public static ExplainedModel openInverted(Path folder) throws IOException {
        return open(folder, WEIGHT_OF_WHOLE, 0);
    }

    private static ExplainedModel open(Path folder, float ofCarbon, float ofOthers) throws IOException {
        PlantedTask.writeFrozen(folder.resolve("frozen"));
        return opened(folder, ofCarbon, ofOthers);
    }

    /** Opens an explainer of a model of the same tokens that predicts something else. */
    public static ExplainedModel open(Path folder, Manifest.Output output, PlantedTask.Head head) throws IOException {
        PlantedTask.writeFrozen(folder.resolve("frozen"), output, head);
        return opened(folder, 0, WEIGHT_OF_WHOLE);
    }

    /** Creates a trial of only the mask, on all of some records, under the replacement of the fit. */
    public static Trial trialOfMask(ExplainedRecords records) {
        return new Trial(
                records,
                records,
                records,
                List.of(new MaskWeights()),
                List.of(new AsFitted("zero")),
                new FinishedSteps(null));
    }

    private static ExplainedModel opened(Path folder, float ofCarbon, float ofOthers) throws IOException {
        return open(folder, (layers, inputs) -> {
            Ops tf = layers.tf();
            return tf.sum(
                    tf.math.mul(inputs.maskable(), tf.constant(new float[] {ofCarbon, ofOthers, ofOthers, 0})),
                    tf.constant(2));
        });
    }

    /**
     * Creates a head that predicts {@link #CLASSES}.
     *
     * @param token log-odds of the second class that each O adds and each N subtracts
     */
    public static PlantedTask.Head logOddsOf(float token) {
        return (tf, evidence) -> tf.nn.softmax(tf.math.mul(
                tf.reshape(tf.sum(evidence, tf.constant(1)), tf.constant(new int[] {-1, 1})),
                tf.constant(new float[][] {{0, token}})));
    }

    /** Opens an explainer of any model in the subfolder {@code frozen}, for all its lengths. */
    public static ExplainedModel open(Path folder, MaskNetwork network) throws IOException {
        FrozenModel frozen = FrozenModel.read(folder.resolve("frozen"));
        MaskedModel model = MaskedModel.of(frozen, MaskedModel.Design.plain(network), 0, Map.of());
        Path savedModel = folder.resolve("explainer");
        Map<String, ConstantSavedModel.SignatureTensors> signatures = new TreeMap<>();
        model.serving()
                .forEach((length, tensors) -> signatures.put(
                        "verify_" + length,
                        new ConstantSavedModel.SignatureTensors(
                                Map.of("input", tensors.input()),
                                Map.of(
                                        "prediction", tensors.prediction(),
                                        "mask", tensors.mask(),
                                        "masked_prediction", tensors.maskedPrediction()))));
        ConstantSavedModel.write(savedModel, model.graph(), signatures);
        return new ExplainedModel(
                savedModel,
                frozen.card().input(),
                model.serving().keySet().stream()
                        .map(length -> new Manifest.Signature("verify_" + length, length, true))
                        .toList(),
                frozen.card().tensorsAsJson(),
                ComputeDevice.CPU.session(),
                asked -> {});
    }

    /** Fits an explainer of a model with given settings, and opens it. */
    public static ExplainedModel fitted(
            Path folder, FrozenModel frozen, List<Batch.Example> examples, FitSettings settings) throws IOException {
        List<EncodedInput> inputs = examples.stream().map(Batch.Example::input).toList();
        TreeSet<Integer> lengths = new TreeSet<>(frozen.card().tensors().keySet());
        ConfigProto config = ComputeDevice.CPU.session();
        Path savedModel = folder.resolve("explainer");
        List<Manifest.Signature> signatures = new ExplainerFit(
                        frozen,
                        settings.objective(
                                frozen.card().input().kind(),
                                PredictionSpread.of(frozen, inputs, config),
                                MeanColour.of(settings.reference(), frozen, inputs, config)),
                        config,
                        Map.of())
                .run(
                        settings.schedule(1),
                        (epoch, random) -> Batch.cut(examples, lengths, settings.batch(), random),
                        new Checkpoint(folder.resolve("checkpoint"), TextNode.valueOf("planted")),
                        false,
                        model -> "",
                        savedModel);
        return new ExplainedModel(savedModel, frozen.card().input(), signatures, null, config, asked -> {});
    }

    /** Token ids of a string over C, N and O. */
    public static TokenSequence ids(String tokens) {
        int[] ids = tokens.chars()
                .map(token -> 1 + PlantedTask.VOCABULARY.indexOf(Character.toString(token)))
                .toArray();
        return new TokenSequence(ids, List.of());
    }

    /** Records without labels, for which a value is predicted. */
    public static ExplainedRecords records(
            ExplainedModel model, List<? extends EncodedInput> inputs, OptionalDouble tolerance) {
        return records(model, VALUE, inputs, tolerance);
    }

    /** Records without labels. */
    public static ExplainedRecords records(
            ExplainedModel model,
            Manifest.Output output,
            List<? extends EncodedInput> inputs,
            OptionalDouble tolerance) {
        return records(
                model,
                output,
                inputs.stream()
                        .map(input -> new Batch.Example(input, Float.NaN))
                        .toList(),
                false,
                tolerance);
    }

    /** Records with labels. */
    public static ExplainedRecords labelled(
            ExplainedModel model, Manifest.Output output, List<Batch.Example> examples, OptionalDouble tolerance) {
        return records(model, output, examples, true, tolerance);
    }

    private static ExplainedRecords records(
            ExplainedModel model,
            Manifest.Output output,
            List<Batch.Example> examples,
            boolean labelled,
            OptionalDouble tolerance) {
        return new ExplainedRecords(
                model,
                output,
                examples,
                labelled,
                index -> {
                    throw new AssertionError("nobody asked for the original of " + index);
                },
                tolerance);
    }
}
