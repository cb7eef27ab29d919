package io.maskstream.trainer.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.fasterxml.jackson.databind.JsonNode;
import io.maskstream.schemas.artifact.ArtifactStore;
import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.trainer.model.KerasModel;
import io.maskstream.trainer.model.OutputSort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Models by other authors, of several input kinds, outputs and architectures. Each is inspected, checked against its
 * author's ids or pixels and predictions, and explained without labels by a short fit, or rejected with a message.
 * {@code -Dmaskstream.epochs=80} fits for as long as the default settings.
 *
 * <p>The Keras models were trained on records like those of {@link StrangersRecords} with TensorFlow 2.16 and 2.20
 * ({@code keras3-*}, by {@code model.export}; {@code keras3-separable-saved} by {@code tf.saved_model.save}) and 2.12
 * ({@code keras2-*}, by {@code model.save}) and with tf_keras 2.16. Functions that serving does not need were removed.
 *
 * <pre>
 * keras3-vectorizer-sigmoid     TextVectorization(output_sequence_length=26), Embedding(6), Conv1D(6, 3, relu),
 *                               GlobalMaxPooling1D, Dense(1, sigmoid)
 * keras3-transformer-5          int32 ids; Embedding(8), positions added, MultiHeadAttention(2, 4), LayerNormalization,
 *                               Dense(8, gelu), LayerNormalization, GlobalAveragePooling1D, Dense(5, softmax)
 * keras3-gru-logits-5           int64 ids; Embedding(6, mask_zero=True), GRU(8), Dense(5)
 * keras2-tokenizer-pre          float ids of a Tokenizer, padded at the start; Embedding(6), Conv1D(6, 3, relu),
 *                               MaxPooling1D(2), GlobalMaxPooling1D, Dense(2, softmax)
 * keras2-stars                  TextVectorization, Embedding(6), Conv1D(8, 1, relu), GlobalMaxPooling1D, Dense(1): 1000 to 2000
 * keras3-molecules-value        int32 ids of characters; Embedding(6), Conv1D(8, 3, relu), GlobalAveragePooling1D, Dense(1)
 * keras3-molecules-pre-sigmoid  padded at the start; Embedding(6), Conv1D(8, 3, relu), GlobalMaxPooling1D, Dense(1, sigmoid)
 * keras3-grey-uint8             uint8 28x28x1; Rescaling(1/255), Conv2D(6, 3, relu), MaxPooling2D, Conv2D(8, 3, relu),
 *                               GlobalMaxPooling2D, Dense(3, softmax)
 * keras3-separable-saved        [0, 1] 20x24x3; SeparableConv2D(6, 3, relu), BatchNormalization, MaxPooling2D,
 *                               Conv2D(6, 3, relu), GlobalMaxPooling2D, Dense(1, sigmoid)
 * tfkeras-swish-logits-5        Rescaling(1/127.5, -1), Conv2D(6, 3, swish), DepthwiseConv2D(3, swish), MaxPooling2D,
 *                               Conv2D(8, 3, swish), GlobalMaxPooling2D, Dense(5) on 20x24x3
 * </pre>
 */
@Timeout(1800)
class StrangersModelsIT {

    private static final int EPOCHS = Integer.getInteger("maskstream.epochs", 6);
    /** There are fewer pictures, and so fewer steps in an epoch. */
    private static final int EPOCHS_OF_PICTURES = 3 * EPOCHS;

    private static final int RECORDS = 320;
    private static final int PICTURES = 160;
    private static final List<Integer> WORST_AND_BEST = List.of(0, 4);
    private static final List<Integer> ALL_GRADES = List.of(0, 1, 2, 3, 4);

    @TempDir
    Path folder;

    /** Writes a model or records to a folder. */
    @FunctionalInterface
    interface Layout {
        Path in(Path folder) throws IOException;
    }

    @ParameterizedTest
    @MethodSource("explained")
    void isExplainedByAMaskThatBeatsRandomOrder(
            Layout stranger, String choices, Layout records, InputKind kind, int classes) throws IOException {
        Path model = stranger.in(folder.resolve("model"));
        String said = choices.replace("MODEL", model.toString());
        Path check = model.resolve("check.jsonl");

        CommandRun inspected =
                CommandRun.of("inspect {}" + said + (Files.exists(check) ? " --check " + check : ""), model);
        CommandRun fitted = CommandRun.of(
                "fit {}" + said + " --records {} --no-labels --store {} --name mine --brief --epochs "
                        + (kind == InputKind.IMAGE ? EPOCHS_OF_PICTURES : EPOCHS)
                        + " --learning-rate 0.005 --device cpu",
                model,
                records.in(folder),
                folder.resolve("store"));

        assertThat(inspected.err()).isEmpty();
        assertThat(inspected.out()).endsWith("The model can be explained.\n");
        assertThat(inspected.exitCode()).isZero();
        assertThat(fitted.err()).isEmpty();
        assertThat(fitted.exitCode()).isZero();
        Manifest manifest =
                new ArtifactStore(folder.resolve("store")).openLatest("mine").manifest();
        assertThat(manifest.input().kind()).isEqualTo(kind);
        assertThat(manifest.output().type())
                .isEqualTo(classes == 0 ? Manifest.OutputType.VALUE : Manifest.OutputType.CLASSES);
        assertThat(classes == 0 ? List.of() : manifest.output().classes()).hasSize(classes);
        // For values, the curve is the distance from the prediction of the whole record; for classes, the remaining
        // probability.
        int insertionIsBetter = classes == 0 ? -1 : 1;
        JsonNode random = manifest.measured().at("/faithfulness/methods/random");
        assertThat(insertionIsBetter * lead(random, "insertion"))
                .as("insertion in a random order, less that in the mask's")
                .isNegative();
        assertThat(insertionIsBetter * lead(random, "deletion"))
                .as("deletion in a random order, less that in the mask's")
                .isPositive();
    }

    /** Returns by how much a method's figure exceeds that of the mask, under the replacement used in the fit. */
    private static double lead(JsonNode method, String curve) {
        return method.path(curve).elements().next().at("/difference/mean").asDouble();
    }

    static List<Arguments> explained() {
        Layout twoGrades = folder -> StrangersRecords.texts(folder, RECORDS, WORST_AND_BEST);
        Layout fiveGrades = folder -> StrangersRecords.texts(folder, RECORDS, ALL_GRADES);
        Layout molecules = folder -> StrangersRecords.molecules(folder, RECORDS);
        String vocabulary = " --vocabulary MODEL/vocabulary.txt";
        return List.of(
                keras("keras3-vectorizer-sigmoid", "", twoGrades, InputKind.REVIEW, 2),
                keras("keras3-transformer-5", vocabulary, fiveGrades, InputKind.REVIEW, 5),
                keras("keras3-gru-logits-5", vocabulary, fiveGrades, InputKind.REVIEW, 5),
                keras(
                        "keras2-tokenizer-pre",
                        " --vocabulary MODEL/words.json --padding pre --truncating pre",
                        twoGrades,
                        InputKind.REVIEW,
                        2),
                keras("keras2-stars", "", fiveGrades, InputKind.REVIEW, 0),
                keras("keras3-molecules-value", vocabulary + " --kind molecule", molecules, InputKind.MOLECULE, 0),
                keras(
                        "keras3-molecules-pre-sigmoid",
                        vocabulary + " --kind molecule --padding pre",
                        molecules,
                        InputKind.MOLECULE,
                        2),
                keras(
                        "keras3-grey-uint8",
                        "",
                        folder -> StrangersRecords.stripes(folder, PICTURES, 28, 28),
                        InputKind.IMAGE,
                        3),
                keras("keras3-separable-saved", " --pixels 0..1", colours(2), InputKind.IMAGE, 2),
                keras("tfkeras-swish-logits-5", "", colours(5), InputKind.IMAGE, 5),
                argumentSet(
                        "texts, one value",
                        (Layout) folder -> words(folder, new float[] {-2, -1, 0.5f, 1, 2}, OutputSort.VALUE),
                        vocabulary,
                        fiveGrades,
                        InputKind.REVIEW,
                        0),
                argumentSet(
                        "texts, one logit",
                        (Layout) folder -> words(folder, new float[] {-2, -1, 0.5f, 1, 2}, OutputSort.LOGIT),
                        vocabulary + " --output logit",
                        twoGrades,
                        InputKind.REVIEW,
                        2),
                argumentSet(
                        "molecules, probabilities",
                        (Layout) folder -> atoms(folder, OutputSort.PROBABILITIES),
                        vocabulary + " --kind molecule",
                        molecules,
                        InputKind.MOLECULE,
                        3),
                argumentSet(
                        "molecules, logits",
                        (Layout) folder -> atoms(folder, OutputSort.LOGITS),
                        vocabulary + " --kind molecule --output logits",
                        molecules,
                        InputKind.MOLECULE,
                        3),
                argumentSet(
                        "pictures, one value",
                        (Layout) folder -> PlantedSavedModel.ofColours(
                                folder, 24, 20, new float[][] {{1}, {0}, {-1}}, OutputSort.VALUE),
                        "",
                        colours(2),
                        InputKind.IMAGE,
                        0),
                argumentSet(
                        "pictures, a hundred classes",
                        (Layout) folder ->
                                PlantedSavedModel.ofColours(folder, 24, 20, ofHundred(), OutputSort.PROBABILITIES),
                        "",
                        colours(3),
                        InputKind.IMAGE,
                        100));
    }

    private static Arguments keras(String name, String choices, Layout records, InputKind kind, int classes) {
        return argumentSet(name, (Layout) folder -> KerasModel.unpack(name, folder), choices, records, kind, classes);
    }

    private static Layout colours(int colours) {
        return folder -> StrangersRecords.colours(folder, PICTURES, 24, 20, colours);
    }

    /** Writes a model that sums the contributions of the words of each grade. */
    private static Path words(Path folder, float[] grades, OutputSort output) throws IOException {
        List<String> vocabulary = new ArrayList<>();
        List<float[]> says = new ArrayList<>();
        for (int grade = 0; grade < grades.length; grade++) {
            for (String word : StrangersRecords.GRADES.get(grade)) {
                vocabulary.add(word);
                says.add(new float[] {grades[grade]});
            }
        }
        for (String word : StrangersRecords.FILLER) {
            vocabulary.add(word.replace("'", ""));
            says.add(new float[1]);
        }
        // The same word without its apostrophe.
        vocabulary.remove(vocabulary.size() - 1);
        says.remove(says.size() - 1);
        return PlantedSavedModel.ofTokens(folder, vocabulary, says.toArray(float[][]::new), 24, output);
    }

    /** Three classes: rich in carbon, oxygen or chlorine. */
    private static Path atoms(Path folder, OutputSort output) throws IOException {
        float[][] says = new float[7][3];
        says[3] = new float[] {0.1f, 0, 0};
        says[5] = new float[] {0, 3, 0};
        says[6] = new float[] {0, 0, 3};
        return PlantedSavedModel.ofTokens(folder, List.of("(", ")", "=", "C", "N", "O", "l"), says, 48, output);
    }

    private static float[][] ofHundred() {
        float[][] says = new float[3][100];
        says[0][17] = 8;
        says[1][99] = 8;
        says[2][4] = 8;
        return says;
    }

    @ParameterizedTest
    @MethodSource("refused")
    void isRefusedInASentence(String name, String sentence) throws IOException {
        Path model = KerasModel.unpack(name, folder.resolve("model"));

        CommandRun inspected = CommandRun.of("inspect {}", model);
        CommandRun fitted = CommandRun.of(
                "fit {} --records {} --store {} --name mine",
                model,
                StrangersRecords.texts(folder, 20, WORST_AND_BEST),
                folder.resolve("store"));

        assertThat(inspected.exitCode()).isEqualTo(1);
        assertThat(fitted.exitCode()).isEqualTo(1);
        assertThat(inspected.err()).contains(sentence).hasLineCount(1);
        assertThat(fitted.err()).isEqualTo(inspected.err());
        assertThat(folder.resolve("store")).doesNotExist();
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of("keras3-bag", "cannot be explained"),
                Arguments.of("keras2-tabular", "cannot be explained"));
    }
}
