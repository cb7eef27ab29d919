package io.maskstream.trainer.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.maskstream.schemas.artifact.ImageInput;
import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.artifact.TokenInput;
import io.maskstream.schemas.input.InputKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TNumber;

class ModelInspectionTest {

    private static final int LENGTH = 8;
    private static final VocabularyFile WORDS = VocabularyFile.lines(List.of("", "[UNK]", "good", "bad"));
    private static final float[][] TABLE = {{0, 0}, {0, 1}, {3, 0}, {-2, 0}};

    @Test
    void findsTheLookUpTheSequenceBeforePoolingAndTheProbabilities() {
        ModelInspection found = inspected(texts((tf, pooled) -> tf.nn.softmax(dense(tf, pooled, 3))));

        FrozenTensors tensors = found.card().tensors().get(LENGTH);
        assertThat(tensors.input()).isEqualTo("ids");
        assertThat(tensors.maskable()).isEqualTo("embedded");
        assertThat(tensors.features()).isEqualTo("activated");
        assertThat(found.card().output().classes()).containsExactly("0", "1", "2");
        assertThat(found.card().adaptation().output()).isEqualTo(OutputSort.PROBABILITIES);
        assertThat(found.card().input().kind()).isEqualTo(InputKind.REVIEW);
    }

    @Test
    void aColumnOfOneValueLosesItsSecondDimension() {
        FrozenModel model =
                inspected(texts((tf, pooled) -> dense(tf, pooled, 1))).model();

        assertThat(model.card().output().type()).isEqualTo(Manifest.OutputType.VALUE);
        assertThat(shape(model)).containsExactly(-1);
        assertThat(predicted(model, new int[][] {{2, 2}, {3, 0}})).hasSize(2);
    }

    @Test
    void oneSigmoidIsExplainedAsTwoClasses() {
        FrozenModel model = inspected(texts((tf, pooled) -> tf.math.sigmoid(dense(tf, pooled, 1))))
                .model();

        float[] probabilities = predicted(model, new int[][] {{2, 2}});
        assertThat(model.card().output().classes()).hasSize(2);
        assertThat(probabilities).hasSize(2);
        assertThat(probabilities[1]).isGreaterThan(0.5f);
        assertThat(probabilities[0]).isCloseTo(1 - probabilities[1], within(1e-6f));
    }

    @Test
    void logitsGetASoftmax() {
        ModelInspection found = inspected(texts((tf, pooled) -> dense(tf, pooled, 3)));

        float[] probabilities = predicted(found.model(), new int[][] {{2, 3, 2}});
        assertThat(found.card().adaptation().output()).isEqualTo(OutputSort.LOGITS);
        assertThat(probabilities[0] + probabilities[1] + probabilities[2]).isCloseTo(1, within(1e-6f));
        assertThat(probabilities[0]).isGreaterThan(0);
    }

    @Test
    void severalSigmoidsAreRefusedUnlessOneIsChosen() {
        ImportedModel model = texts((tf, pooled) -> tf.math.sigmoid(dense(tf, pooled, 3)));

        assertThatThrownBy(() -> inspected(model))
                .hasMessage("its 3 outputs are independent sigmoids, of which several may be true at once; choose the"
                        + " one to explain: --output-column 0 to 2");
        ModelChoices second = choices(null, new ModelChoices.Output(null, 1, null, null, null), null);
        assertThat(predicted(inspected(model, WORDS, second).model(), new int[][] {{2}}))
                .hasSize(2);
    }

    @Test
    void idsOfAnotherTypeAreCast() {
        ImportedModel model = model(TInt64.class, List.of(-1L, (long) LENGTH), (tf, ids) -> {
            Operand<TFloat32> embedded = tf.withName("embedded").gather(tf.constant(TABLE), ids, tf.constant(0));
            return tf.math.mean(embedded, tf.constant(new int[] {1, 2}));
        });

        assertThat(predicted(inspected(model).model(), new int[][] {{2, 2, 2, 2, 2, 2, 2, 2}}))
                .containsExactly(1.5f);
    }

    @Test
    void anAttentionMaskIsMadeOfTheIds() {
        ImportedModel model;
        try (Graph graph = new Graph()) {
            Ops tf = Ops.create(graph);
            Operand<TInt32> ids = tf.withName("ids").placeholder(TInt32.class, Placeholder.shape(Shape.of(-1, LENGTH)));
            Operand<TInt32> mask =
                    tf.withName("mask").placeholder(TInt32.class, Placeholder.shape(Shape.of(-1, LENGTH)));
            Operand<TFloat32> embedded = tf.withName("embedded").gather(tf.constant(TABLE), ids, tf.constant(0));
            Operand<TFloat32> counted = tf.sum(tf.dtypes.cast(mask, TFloat32.class), tf.constant(1));
            Operand<TFloat32> sum = tf.sum(embedded, tf.constant(new int[] {1, 2}));
            Output<TFloat32> mean = tf.withName("mean").math.div(sum, counted).asOutput();
            model = new ImportedModel(
                    graph.toGraphDef(),
                    List.of(
                            new Port("input_ids", "ids", ids.asOutput().dataType(), List.of(-1L, (long) LENGTH)),
                            new Port(
                                    "attention_mask", "mask", mask.asOutput().dataType(), List.of(-1L, (long) LENGTH))),
                    List.of(new Port("mean", "mean", mean.dataType(), List.of(-1L))),
                    Optional.empty(),
                    List.of(),
                    0);
        }

        assertThat(predicted(inspected(model).model(), new int[][] {{2, 3}})).containsExactly(0.5f);
    }

    @Test
    void aModelWithoutPositionsIsRefused() {
        ImportedModel model = model(TFloat32.class, List.of(-1L, 4L), (tf, x) -> dense(tf, x, 1, 4));

        assertThatThrownBy(() -> inspected(model)).hasMessageStartingWith("it embeds no sequence");
    }

    @Test
    void idsWithoutAVocabularyAreRefused() {
        assertThatThrownBy(() -> inspected(texts((tf, pooled) -> dense(tf, pooled, 1)), null, ModelChoices.NONE))
                .hasMessageContaining("their meaning is unknown")
                .hasMessageContaining("--vocabulary FILE");
    }

    @Test
    void aVocabularyThatTheEmbeddingHasNoRowsForIsRefused() {
        VocabularyFile long5 = VocabularyFile.lines(List.of("", "[UNK]", "a", "b", "c"));

        assertThatThrownBy(() -> inspected(texts((tf, pooled) -> dense(tf, pooled, 1)), long5, ModelChoices.NONE))
                .hasMessageContaining("the highest id is 4, but the embedding has only 4 rows");
    }

    @Test
    void anotherLengthThanTheGraphsIsRefused() {
        ModelChoices longer = choices(null, null, new ModelChoices.Tokens(null, 9, null, null, null, null, null, null));

        assertThatThrownBy(() -> inspected(texts((tf, pooled) -> dense(tf, pooled, 1)), WORDS, longer))
                .hasMessage("it takes sequences of 8 tokens, not of 9");
    }

    @Test
    void lookUpsInTheGraphNeedNoVocabulary() {
        ImportedModel model = texts((tf, pooled) -> dense(tf, pooled, 1));
        TextLookup lookup = new TextLookup(
                Standardization.LOWER.steps(),
                TokenInput.Unit.WHITESPACE,
                List.of("good", "bad"),
                2,
                1,
                0,
                LENGTH,
                TokenInput.Truncation.END);

        ModelInspection found = inspected(
                new ImportedModel(model.graph(), model.inputs(), model.outputs(), Optional.of(lookup), List.of(), 0),
                null,
                ModelChoices.NONE);

        assertThat(found.model().vocabulary()).containsExactly("good", "bad");
        assertThat(found.card().input().tokens().firstId()).isEqualTo(2);
        assertThat(found.card().input().tokens().unknownId()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"0.00392157,0,0..255", "0.00784314,-1,0..255", "1,-120,0..255", "2,-1,0..1", "4.5,-2,0..1"})
    void preprocessingTellsTheRangeOfPixels(float scale, float offset, String range) {
        ModelInspection found = inspected(images(3, (tf, images) -> tf.withName("ready")
                .math
                .add(tf.math.mul(images, tf.constant(scale)), tf.constant(offset))));

        assertThat(found.pixels()).hasToString(range);
        assertThat(found.card().tensors().values().iterator().next().maskable()).isEqualTo("ready");
    }

    @Test
    void imagesWithoutPreprocessingAreScaledToOneWhichIsSaidToBeAssumed() {
        ModelInspection found = inspected(images(1, (tf, images) -> images));

        FrozenTensors tensors =
                found.model().card().tensors().values().iterator().next();
        assertThat(found.findings())
                .filteredOn(finding -> finding.what().equals("pixels"))
                .first()
                .satisfies(finding -> assertThat(finding.how()).startsWith("assumed"));
        ImageInput input = found.card().input().image();
        assertThat(input).isEqualTo(ImageInput.channelsLast(16, 12, 1, 16, 12));
        byte[] white = new byte[12 * 16];
        Arrays.fill(white, (byte) 255);
        try (TUint8 image = TUint8.tensorOf(Shape.of(1, 12, 16, 1), DataBuffers.of(white))) {
            assertThat(run(found.model(), image, tensors.maskable())).containsOnly(1f);
        }
    }

    @Test
    void theLastMapsAreTheFeaturesOfImages() {
        ModelInspection found = inspected(images(3, (tf, images) -> images));

        assertThat(found.card().tensors().values().iterator().next().features()).isEqualTo("maps");
    }

    @Test
    void theCardThatIsWrittenIsWhatIsReadAgain(@TempDir Path folder) throws IOException {
        ImportedModel model = texts((tf, pooled) -> dense(tf, pooled, 3));
        ModelInspection found = inspected(model);
        found.write(folder, folder.resolve("card.json"), null);
        FrozenCard card = new JsonMapper().readValue(folder.resolve("card.json").toFile(), FrozenCard.class);

        ModelInspection again = inspected(model, WORDS, ModelChoices.NONE.or(card));

        assertThat(again.card()).isEqualTo(found.card());
        assertThat(again.model().graph()).isEqualTo(found.model().graph());
    }

    @ParameterizedTest
    @CsvSource({"28,28,28,28", "64,64,64,64", "96,96,48,48", "160,96,53,32", "224,224,56,56", "512,512,64,64"})
    void masksOfLargePicturesAreCoarse(int width, int height, int maskWidth, int maskHeight) {
        assertThat(MaskGrid.of(width, height)).isEqualTo(new MaskGrid(maskWidth, maskHeight));
    }

    private static ModelInspection inspected(ImportedModel model) {
        return inspected(model, WORDS, ModelChoices.NONE);
    }

    private static ModelInspection inspected(ImportedModel model, VocabularyFile vocabulary, ModelChoices choices) {
        return ModelInspection.of(model, vocabulary, choices, "a model", "0".repeat(64), new ArrayList<>());
    }

    private static ModelChoices choices(
            ModelChoices.Tensors tensors, ModelChoices.Output output, ModelChoices.Tokens tokens) {
        return new ModelChoices(null, null, null, tensors, output, null, null, null, tokens);
    }

    /** A model of embedded ids, an activation of the doubled embeddings, the mean over positions, and a head. */
    private static ImportedModel texts(BiFunction<Ops, Operand<TFloat32>, Operand<TFloat32>> head) {
        return model(TInt32.class, List.of(-1L, (long) LENGTH), (tf, ids) -> {
            Operand<TFloat32> looked = tf.gather(tf.constant(TABLE), ids, tf.constant(0));
            Operand<TFloat32> embedded = tf.withName("embedded").identity(looked);
            Operand<TFloat32> doubled = tf.math.mul(embedded, tf.constant(2f));
            Operand<TFloat32> activated = tf.withName("activated").nn.relu(doubled);
            return head.apply(tf, tf.math.mean(activated, tf.constant(1)));
        });
    }

    /** A model of preprocessed images of 16 x 12 pixels with 4 feature maps, global pooling and three probabilities. */
    private static ImportedModel images(
            int channels, BiFunction<Ops, Operand<TFloat32>, Operand<TFloat32>> preprocessing) {
        return model(TFloat32.class, List.of(-1L, 12L, 16L, (long) channels), (tf, images) -> {
            Operand<TFloat32> kernel = tf.fill(tf.array(3, 3, channels, 4), tf.constant(0.1f));
            Operand<TFloat32> convolved =
                    tf.nn.conv2d(preprocessing.apply(tf, images), kernel, List.of(1L, 2L, 2L, 1L), "SAME");
            Operand<TFloat32> maps = tf.withName("maps").nn.relu(convolved);
            Operand<TFloat32> pooled = tf.math.mean(maps, tf.constant(new int[] {1, 2}));
            return tf.nn.softmax(dense(tf, pooled, 3, 4));
        });
    }

    private static Operand<TFloat32> dense(Ops tf, Operand<TFloat32> x, int units) {
        return dense(tf, x, units, 2);
    }

    private static Operand<TFloat32> dense(Ops tf, Operand<TFloat32> x, int units, int inputs) {
        float[][] kernel = new float[inputs][units];
        for (int i = 0; i < inputs; i++) {
            for (int j = 0; j < units; j++) {
                kernel[i][j] = 0.5f / (i + j + 1);
            }
        }
        return tf.linalg.matMul(x, tf.constant(kernel));
    }

    private static <T extends TNumber> ImportedModel model(
            Class<T> type, List<Long> shape, BiFunction<Ops, Operand<T>, Operand<TFloat32>> body) {
        try (Graph graph = new Graph()) {
            Ops tf = Ops.create(graph);
            long[] sizes = shape.stream().mapToLong(Long::longValue).toArray();
            Operand<T> input = tf.withName("ids").placeholder(type, Placeholder.shape(Shape.of(sizes)));
            Output<TFloat32> output =
                    tf.withName("output").identity(body.apply(tf, input)).asOutput();
            List<Long> given = new ArrayList<>();
            for (long size : output.shape().asArray()) {
                given.add(size);
            }
            return new ImportedModel(
                    graph.toGraphDef(),
                    List.of(new Port("x", "ids", input.asOutput().dataType(), shape)),
                    List.of(new Port("y", "output", output.dataType(), given)),
                    Optional.empty(),
                    List.of(),
                    0);
        }
    }

    private static long[] shape(FrozenModel model) {
        try (Graph graph = new Graph()) {
            graph.importGraphDef(model.graph());
            return graph.outputOrThrow(OutputForm.PREDICTION + ":0").shape().asArray();
        }
    }

    private static float[] predicted(FrozenModel model, int[][] ids) {
        int[] padded = new int[ids.length * LENGTH];
        for (int i = 0; i < ids.length; i++) {
            System.arraycopy(ids[i], 0, padded, i * LENGTH, ids[i].length);
        }
        try (TInt32 input = TInt32.tensorOf(Shape.of(ids.length, LENGTH), DataBuffers.of(padded))) {
            return run(model, input, OutputForm.PREDICTION);
        }
    }

    private static float[] run(FrozenModel model, Tensor input, String tensor) {
        try (Graph graph = new Graph()) {
            graph.importGraphDef(model.graph());
            try (Session session = new Session(graph);
                    Result result = session.runner()
                            .feed(InputForm.INPUT, input)
                            .fetch(tensor)
                            .run()) {
                TFloat32 values = (TFloat32) result.get(0);
                float[] flat = new float[(int) values.size()];
                values.copyTo(DataBuffers.of(flat));
                return flat;
            }
        }
    }
}
