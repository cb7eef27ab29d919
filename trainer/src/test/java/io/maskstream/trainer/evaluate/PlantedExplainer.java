package io.maskstream.trainer.evaluate;

import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.schemas.input.TokenSequence;
import io.maskstream.trainer.evaluate.subject.ExplainedModel;
import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import io.maskstream.trainer.fit.PlantedTask;
import io.maskstream.trainer.mask.BudgetSampling;
import io.maskstream.trainer.mask.MaskedModel;
import io.maskstream.trainer.model.FrozenModel;
import io.maskstream.trainer.records.Batch;
import io.maskstream.trainer.tensor.ComputeDevice;
import io.maskstream.trainer.tensor.ConstantSavedModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.tensorflow.op.Ops;

/** The planted task's model with a mask written by hand: 1 at O and N, 0 at C. */
public final class PlantedExplainer {

    /** What a mask network has to give for a mask of 1, to the last bit. */
    private static final float WEIGHT_OF_WHOLE = 100;

    private PlantedExplainer() {}

    /** Writes the SavedModel into a folder and opens it. */
    public static ExplainedModel open(Path folder) throws IOException {
        return open(folder, 0, WEIGHT_OF_WHOLE);
    }

    /** The same, but with a mask that keeps what does not count: 1 at C, 0 at O and N. */
    public static ExplainedModel openInverted(Path folder) throws IOException {
        return open(folder, WEIGHT_OF_WHOLE, 0);
    }

    private static ExplainedModel open(Path folder, float ofCarbon, float ofOthers) throws IOException {
        PlantedTask.writeFrozen(folder.resolve("frozen"));
        MaskedModel model = MaskedModel.of(
                FrozenModel.read(folder.resolve("frozen")),
                (layers, inputs) -> {
                    Ops tf = layers.tf();
                    return tf.sum(
                            tf.math.mul(inputs.features(), tf.constant(new float[] {ofCarbon, ofOthers, ofOthers, 0})),
                            tf.constant(2));
                },
                BudgetSampling.NONE,
                List.of(),
                false,
                0,
                Map.of());
        MaskedModel.Tensors tensors = model.serving().get(PlantedTask.LENGTH);
        Path savedModel = folder.resolve("explainer");
        ConstantSavedModel.write(
                savedModel,
                model.graph(),
                Map.of(
                        "verify",
                        new ConstantSavedModel.SignatureTensors(
                                Map.of("input", tensors.input()),
                                Map.of(
                                        "prediction", tensors.prediction(),
                                        "mask", tensors.mask(),
                                        "masked_prediction", tensors.maskedPrediction()))));
        return new ExplainedModel(
                savedModel,
                PlantedTask.INPUT,
                List.of(new Manifest.Signature("verify", PlantedTask.LENGTH, true)),
                null,
                ComputeDevice.CPU.session(),
                asked -> {});
    }

    /** Token ids of a string over C, N and O. */
    public static TokenSequence ids(String tokens) {
        int[] ids = tokens.chars()
                .map(token -> 1 + PlantedTask.VOCABULARY.indexOf(Character.toString(token)))
                .toArray();
        return new TokenSequence(ids, List.of());
    }

    /** Records without labels. */
    public static ExplainedRecords records(ExplainedModel model, List<EncodedInput> inputs, OptionalDouble tolerance) {
        return new ExplainedRecords(
                model,
                Manifest.Output.value("oxygen", "atoms"),
                inputs.stream()
                        .map(input -> new Batch.Example(input, Float.NaN))
                        .toList(),
                false,
                index -> {
                    throw new AssertionError("nobody asked for the original of " + index);
                },
                tolerance);
    }
}
