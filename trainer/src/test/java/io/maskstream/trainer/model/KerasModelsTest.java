package io.maskstream.trainer.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.maskstream.schemas.artifact.TokenInput.Letters;
import io.maskstream.schemas.artifact.TokenInput.TextStep;
import io.maskstream.schemas.artifact.TokenInput.Truncation;
import io.maskstream.schemas.artifact.TokenInput.Unit;
import io.maskstream.trainer.tensor.GraphDefs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * SavedModels written by Keras, each with the predictions of Python in {@code expected.json}. Made with
 * TensorFlow 2.16 ({@code keras3-*}, by {@code model.export}) and 2.12 ({@code keras2-*}, by {@code model.save} or, with
 * the leftovers of an optimizer, {@code tf.saved_model.save}); the functions that serving does not need were removed.
 *
 * <pre>
 * images      Rescaling(1/127.5, -1), Conv2D(4, 3, strides=2), BatchNormalization, swish, DepthwiseConv2D(3),
 *             BatchNormalization, ReLU(6), SeparableConv2D(6, 3, activation='silu'), Dropout(0.3), AveragePooling2D(2),
 *             MaxPooling2D(1), GlobalAveragePooling2D, Dense(3, softmax) on 16x12x3
 * attention   Embedding(20, 8, mask_zero=True), MultiHeadAttention(2, 4), LayerNormalization(1e-6), Dense(16, gelu),
 *             Dense(8), LayerNormalization, GlobalAveragePooling1D, Dense(5, softmax) on 16 tokens
 * lstm        Embedding(20, 8), Bidirectional(LSTM(6)), Dense(2) on 12 tokens; masked by Keras 2, with all positions by Keras 3
 * text-gru    TextVectorization(output_sequence_length=10), Embedding(50, 8, mask_zero=True), GRU(6), Dense(2, softmax)
 * characters  TextVectorization(standardize='lower', split='character', output_sequence_length=30), Embedding(50, 8),
 *             Conv1D(6, 3, relu), GlobalMaxPooling1D, Dense(1)
 * </pre>
 */
class KerasModelsTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final float STEP = 2e-3f;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "keras2-images",
                "keras3-images",
                "keras2-attention",
                "keras2-lstm",
                "keras3-lstm",
                "keras3-text-gru",
                "keras2-characters"
            })
    void predictsAndDifferentiatesAsTheOriginal(String name) throws IOException {
        ImportedModel model = imported(name);
        JsonNode expected = JSON.readTree(folder.resolve("expected.json").toFile());

        assertThat(model.graph().getLibrary().getFunctionCount()).isZero();
        assertThat(model.graph().getNodeList())
                .extracting(NodeDef::getOp)
                .noneMatch(operation -> operation.startsWith("TensorList")
                        || operation.startsWith("LookupTable")
                        || operation.contains("While")
                        || operation.contains("Call")
                        || operation.equals("IdentityN")
                        || operation.equals("VarHandleOp"));
        try (Graph graph = new Graph()) {
            graph.importGraphDef(model.graph());
            Output<?> prediction = graph.outputOrThrow(model.outputs().get(0).tensor());
            Output<?> maskable = maskable(graph, model);
            Ops tf = Ops.create(graph);
            // A tensor that is fed cannot be fetched.
            Output<?> readable = tf.identity(maskable).asOutput();
            long width = prediction.shape().get(1);
            float[] weights = new float[(int) width];
            for (int i = 0; i < width; i++) {
                weights[i] = i % 2 == 0 ? 1 + i : -i;
            }
            Output<?> score = tf.sum(
                            tf.math.mul(prediction.expect(TFloat32.class), tf.constant(weights)),
                            tf.constant(new int[] {0, 1}))
                    .asOutput();
            Output<?> gradient = graph.addGradients(score, new Output<?>[] {maskable})[0];
            try (Session session = new Session(graph);
                    Tensor input = input(model, expected);
                    Result result = session.runner()
                            .feed(model.inputs().get(0).tensor(), input)
                            .fetch(prediction)
                            .fetch(readable)
                            .fetch(gradient)
                            .run()) {
                List<Double> predictions = numbers(expected.get("output"));
                float[] found = floats((TFloat32) result.get(0));
                assertThat(found).hasSize(predictions.size());
                for (int i = 0; i < found.length; i++) {
                    assertThat((double) found[i]).isCloseTo(predictions.get(i), within(1e-5));
                }
                if (name.equals("keras2-characters")) {
                    // The maximum over nearly equal windows is not smooth enough for a finite difference.
                    return;
                }
                float[] at = floats((TFloat32) result.get(1));
                float[] slope = floats((TFloat32) result.get(2));
                float step = model.inputs().get(0).dtype() == DataType.DT_FLOAT ? 1 : STEP;
                float[] up = at.clone();
                float[] down = at.clone();
                double predicted = 0;
                Random random = new Random(1);
                for (int i = 0; i < at.length; i++) {
                    float direction = random.nextBoolean() ? step : -step;
                    up[i] += direction;
                    down[i] -= direction;
                    predicted += 2.0 * direction * slope[i];
                }
                double measured = score(
                                session,
                                model,
                                input,
                                score,
                                maskable,
                                result.get(1).shape(),
                                up)
                        - score(
                                session,
                                model,
                                input,
                                score,
                                maskable,
                                result.get(1).shape(),
                                down);
                assertThat(measured).isNotZero();
                assertThat(predicted).isCloseTo(measured, within(0.05 * Math.abs(measured) + 2e-5));
            }
        }
    }

    @Test
    void offersARecurrentLayersOutputsAtAllPositionsInTheirOrder() throws IOException {
        ImportedModel model = imported("keras3-lstm");
        try (Graph graph = new Graph()) {
            graph.importGraphDef(model.graph());
            List<NodeDef> sequences = model.graph().getNodeList().stream()
                    .filter(node -> node.getName().endsWith(ImportedModel.SEQUENCE))
                    .toList();

            assertThat(sequences).hasSize(2);
            for (NodeDef sequence : sequences) {
                assertThat(graph.outputOrThrow(sequence.getName()).shape().asArray())
                        .containsExactly(-1, 12, 6);
            }
            // The backward layer shows a token in the outputs at its own position and to the left of it, but not to the
            // right.
            NodeDef backward = sequences.stream()
                    .filter(node -> node.getName().contains("backward"))
                    .findFirst()
                    .orElseThrow();
            int[] ids = new int[12];
            Arrays.fill(ids, 3);
            float[] before = sequence(graph, model, backward.getName(), ids);
            ids[4] = 7;
            float[] after = sequence(graph, model, backward.getName(), ids);
            for (int position = 0; position < 12; position++) {
                assertThat(before[position * 6] != after[position * 6])
                        .as("position %d", position)
                        .isEqualTo(position <= 4);
            }
        }
    }

    @Test
    void readsFromTheGraphHowTextsBecomeIds() throws IOException {
        TextLookup lookup = imported("keras3-text-gru").lookup().orElseThrow();

        assertThat(lookup.unit()).isEqualTo(Unit.WHITESPACE);
        assertThat(lookup.steps()).hasSize(2).first().isEqualTo(TextStep.lowercase(Letters.ASCII));
        assertThat("it's; a [test]".replaceAll(lookup.steps().get(1).replace(), ""))
                .isEqualTo("its a test");
        assertThat(lookup.vocabulary()).hasSize(19).contains("film", "its").doesNotContain("[UNK]", "");
        assertThat(lookup.firstId()).isEqualTo(2);
        assertThat(lookup.unknownId()).isEqualTo(1);
        assertThat(lookup.padding()).isZero();
        assertThat(lookup.length()).isEqualTo(10);
        assertThat(lookup.truncation()).isEqualTo(Truncation.END);
    }

    @Test
    void readsCharacters() throws IOException {
        TextLookup lookup = imported("keras2-characters").lookup().orElseThrow();

        assertThat(lookup.unit()).isEqualTo(Unit.CHARACTERS);
        assertThat(lookup.steps()).containsExactly(TextStep.lowercase(Letters.ASCII));
        assertThat(lookup.vocabulary()).contains(" ", "a", "t");
        assertThat(lookup.length()).isEqualTo(30);
    }

    private ImportedModel imported(String name) throws IOException {
        KerasModel.unpack(name, folder);
        return ImportedSavedModel.open(folder, null).atLength(OptionalInt.empty());
    }

    private static Output<?> maskable(Graph graph, ImportedModel model) {
        Port input = model.inputs().get(0);
        if (input.dtype() == DataType.DT_FLOAT) {
            return graph.outputOrThrow(input.tensor());
        }
        NodeDef gather = model.graph().getNodeList().stream()
                .filter(node -> node.getOp().equals("GatherV2")
                        && node.getAttrOrThrow("Tparams").getType() == DataType.DT_FLOAT)
                .findFirst()
                .orElseThrow();
        GraphOperation operation = graph.operationOrThrow(GraphDefs.nodeOf(gather.getName()));
        return operation.output(0);
    }

    private static Tensor input(ImportedModel model, JsonNode expected) {
        JsonNode values = model.lookup().isPresent()
                ? expected.get("ids")
                : expected.get("inputs").get(model.inputs().get(0).key());
        List<Long> sizes = new ArrayList<>();
        for (JsonNode part = values; part.isArray(); part = part.get(0)) {
            sizes.add((long) part.size());
        }
        Shape shape = Shape.of(sizes.stream().mapToLong(Long::longValue).toArray());
        List<Double> numbers = numbers(values);
        if (model.inputs().get(0).dtype() == DataType.DT_FLOAT) {
            float[] floats = new float[numbers.size()];
            for (int i = 0; i < floats.length; i++) {
                floats[i] = numbers.get(i).floatValue();
            }
            return TFloat32.tensorOf(shape, DataBuffers.of(floats));
        }
        return TInt32.tensorOf(
                shape,
                DataBuffers.of(numbers.stream().mapToInt(Double::intValue).toArray()));
    }

    private static float score(
            Session session,
            ImportedModel model,
            Tensor input,
            Output<?> score,
            Output<?> maskable,
            Shape shape,
            float[] values) {
        Session.Runner runner = session.runner();
        if (model.inputs().get(0).dtype() != DataType.DT_FLOAT) {
            runner.feed(model.inputs().get(0).tensor(), input);
        }
        try (TFloat32 replaced = TFloat32.tensorOf(shape, DataBuffers.of(values));
                Result result = runner.feed(maskable, replaced).fetch(score).run()) {
            return ((TFloat32) result.get(0)).getFloat();
        }
    }

    private static float[] sequence(Graph graph, ImportedModel model, String tensor, int[] ids) {
        try (Session session = new Session(graph);
                TInt32 input = TInt32.tensorOf(Shape.of(1, ids.length), DataBuffers.of(ids));
                Result result = session.runner()
                        .feed(model.inputs().get(0).tensor(), input)
                        .fetch(tensor)
                        .run()) {
            return floats((TFloat32) result.get(0));
        }
    }

    private static List<Double> numbers(JsonNode values) {
        List<Double> numbers = new ArrayList<>();
        if (values.isArray()) {
            values.forEach(value -> numbers.addAll(numbers(value)));
        } else {
            numbers.add(values.asDouble());
        }
        return numbers;
    }

    private static float[] floats(TFloat32 tensor) {
        float[] values = new float[(int) tensor.size()];
        tensor.asRawTensor().data().asFloats().read(values);
        return values;
    }
}
