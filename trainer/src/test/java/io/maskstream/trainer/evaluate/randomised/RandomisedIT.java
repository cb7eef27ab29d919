package io.maskstream.trainer.evaluate.randomised;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.trainer.evaluate.PlantedExplainer;
import io.maskstream.trainer.evaluate.measure.FinishedSteps;
import io.maskstream.trainer.evaluate.measure.Trial;
import io.maskstream.trainer.evaluate.method.MaskWeights;
import io.maskstream.trainer.evaluate.replacement.AsFitted;
import io.maskstream.trainer.evaluate.subject.ExplainedModel;
import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import io.maskstream.trainer.fit.FitSettings;
import io.maskstream.trainer.fit.PlantedTask;
import io.maskstream.trainer.model.FrozenModel;
import io.maskstream.trainer.model.ImportedSavedModel;
import io.maskstream.trainer.records.Batch;
import io.maskstream.trainer.tensor.ComputeDevice;
import io.maskstream.trainer.tensor.GraphDefs;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.TensorProto;

@Timeout(600)
class RandomisedIT {

    private static final int STEPS = 150;

    /** Shuffles 0, -1, 1 and 0 so that N does not matter, but C does. */
    private static final long SEED = 2;

    @TempDir
    Path folder;

    @Test
    void theWeightsNearestToThePredictionAreShuffledAndNoOthers() throws IOException {
        PlantedTask.writeFrozen(folder);
        FrozenModel frozen = FrozenModel.read(folder);

        // The planted model has one tensor of weights above the embedding; the table below it does not change.
        ShuffledLayers shuffled = ShuffledLayers.of(frozen, SEED);

        assertThat(shuffled.tensors()).hasSize(1);
        String name = shuffled.tensors().get(0);
        assertThat(values(frozen, name)).containsExactly(0, -1, 1, 0);
        assertThat(values(shuffled.model(), name))
                .containsExactlyInAnyOrder(0, -1, 1, 0)
                .isNotEqualTo(values(frozen, name));
        assertThat(shuffled.model().graph().getNodeList().stream()
                        .filter(node -> !node.getName().equals(name)))
                .containsExactlyElementsOf(frozen.graph().getNodeList().stream()
                        .filter(node -> !node.getName().equals(name))
                        .toList());
    }

    @Test
    void masksFollowTheModelButChangeWithTheShuffledOne() throws IOException {
        PlantedTask.writeFrozen(folder.resolve("frozen"));
        FrozenModel frozen = FrozenModel.read(folder.resolve("frozen"));
        List<EncodedInput> seen = strings(300, 2);
        List<Batch.Example> examples =
                seen.stream().map(input -> new Batch.Example(input, Float.NaN)).toList();
        try (ExplainedModel model = PlantedExplainer.fitted(folder, frozen, examples, FitSettings.ESOL)) {
            ExplainedRecords records = PlantedExplainer.records(model, strings(100, 1), OptionalDouble.empty());
            ExplainedRecords background = PlantedExplainer.records(model, seen, OptionalDouble.empty());
            ObjectNode result = JsonNodeFactory.instance.objectNode();

            new Randomised(
                            frozen,
                            FitSettings.ESOL,
                            ImportedSavedModel.weights(folder.resolve("explainer")),
                            STEPS,
                            SEED,
                            ComputeDevice.CPU.session(),
                            folder.resolve("fits"))
                    .of(
                            new Trial(
                                    records,
                                    records,
                                    background,
                                    List.of(new MaskWeights()),
                                    List.of(new AsFitted("zero")),
                                    new FinishedSteps(null)),
                            result);

            JsonNode figures = result.path(Randomised.NODE);
            assertThat(figures.path("shuffledTensors").asInt()).isEqualTo(1);
            assertThat(List.of("modelCollapsed", "shuffledCollapsed"))
                    .allSatisfy(collapsed ->
                            assertThat(figures.required(collapsed).asBoolean()).isFalse());
            assertThat(figures.required("explainerToModel").required("mean").asDouble())
                    .as(figures.toString())
                    .isGreaterThan(0.8);
            assertThat(figures.required("difference").required("low").asDouble())
                    .as(figures.toString())
                    .isGreaterThan(0.3);
        }
    }

    private static List<EncodedInput> strings(int count, long seed) {
        Random random = new Random(seed);
        List<EncodedInput> strings = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            StringBuilder string = new StringBuilder();
            for (int length = 6 + random.nextInt(PlantedTask.LENGTH - 5); length > 0; length--) {
                string.append("CCCNO".charAt(random.nextInt(5)));
            }
            strings.add(PlantedExplainer.ids(string.toString()));
        }
        return strings;
    }

    private static float[] values(FrozenModel model, String name) {
        TensorProto tensor =
                GraphDefs.nodes(model.graph()).get(name).getAttrOrThrow("value").getTensor();
        float[] values = new float[4];
        tensor.getTensorContent()
                .asReadOnlyByteBuffer()
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer()
                .get(values);
        return values;
    }
}
