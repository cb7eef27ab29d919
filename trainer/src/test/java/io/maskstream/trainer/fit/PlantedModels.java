package io.maskstream.trainer.fit;

import io.maskstream.schemas.artifact.ImageInput;
import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.artifact.TokenInput;
import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.schemas.input.PixelGrid;
import io.maskstream.schemas.input.TokenSequence;
import io.maskstream.trainer.model.FrozenCard;
import io.maskstream.trainer.model.FrozenModel;
import io.maskstream.trainer.model.FrozenTensors;
import io.maskstream.trainer.records.Batch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TUint8;

/**
 * Models with constant weights whose deciding parts are known: texts, padded at the start and enclosed in special
 * tokens, in which one or two words among filler decide; and noise images with a striped square.
 */
final class PlantedModels {

    static final int LENGTH = 20;

    private static final int WORDS = 24;
    private static final int PADDING = 0;
    private static final int START = 1;
    private static final int END = 2;

    /** Id of the first deciding word; the others follow. */
    private static final int DECIDING = 3;

    private static final int HEIGHT = 12;
    private static final int WIDTH = 20;

    /** Side of a cell of the mask, and of the square, in pixels. */
    private static final int CELL = 4;

    private static final int COLUMNS = WIDTH / CELL;

    private PlantedModels() {}

    /**
     * A record and its deciding parts.
     *
     * @param deciding indices of the deciding parts
     */
    record Planted(EncodedInput input, List<Integer> deciding) {
        Batch.Example example() {
            return new Batch.Example(input, 0);
        }
    }

    /**
     * Returns a model in which each deciding word supports a class of its own; padding and special tokens also support
     * classes.
     */
    static FrozenModel ofClasses(int classes) {
        float[][] says = new float[WORDS][classes];
        says[PADDING][0] = 0.1f;
        says[START][1] = 0.5f;
        for (int c = 0; c < classes; c++) {
            says[DECIDING + c][c] = 4;
        }
        List<String> names =
                IntStream.range(0, classes).mapToObj(c -> "class" + c).toList();
        return texts(says, Manifest.Output.classes("class", names));
    }

    /** Returns a model with two deciding words: one adds thousands, the other subtracts them. */
    static FrozenModel ofThousands() {
        float[][] says = new float[WORDS][1];
        says[PADDING][0] = 700;
        says[DECIDING][0] = 4000;
        says[DECIDING + 1][0] = -4000;
        return texts(says, Manifest.Output.value("price", "EUR"));
    }

    private static FrozenModel texts(float[][] says, Manifest.Output output) {
        try (Graph graph = new Graph()) {
            Ops tf = Ops.create(graph);
            Placeholder<TInt32> ids =
                    tf.withName("ids").placeholder(TInt32.class, Placeholder.shape(Shape.of(-1, LENGTH)));
            float[][] table = new float[WORDS][WORDS];
            for (int word = 0; word < WORDS; word++) {
                table[word][word] = 0.05f;
            }
            Operand<TFloat32> embedded = tf.withName("embedded").gather(tf.constant(table), ids, tf.constant(0));
            Operand<TFloat32> bag = tf.math.mul(tf.sum(embedded, tf.constant(1)), tf.constant(20f));
            Operand<TFloat32> sums = tf.linalg.matMul(bag, tf.constant(says));
            if (output.type() == Manifest.OutputType.VALUE) {
                tf.withName("prediction").sum(sums, tf.constant(1));
            } else {
                tf.withName("prediction").nn.softmax(sums);
            }
            return new FrozenModel(
                    graph.toGraphDef(),
                    card(
                            new Manifest.Input(InputKind.REVIEW, tokens(), null),
                            output,
                            LENGTH,
                            new FrozenTensors("ids", "embedded", "embedded", "prediction")),
                    List.of(),
                    "0".repeat(64));
        }
    }

    private static TokenInput tokens() {
        return new TokenInput(
                LENGTH,
                TokenInput.Unit.WHITESPACE,
                null,
                List.of(),
                DECIDING,
                TokenInput.Unknown.DROP,
                null,
                PADDING,
                TokenInput.Side.START,
                TokenInput.Truncation.END,
                List.of(START),
                List.of(END));
    }

    private static FrozenCard card(Manifest.Input input, Manifest.Output output, int length, FrozenTensors tensors) {
        return new FrozenCard(input, output, "planted", new TreeMap<>(Map.of(length, tensors)), null);
    }

    /**
     * Generates texts of 5 to 17 words, one or two of which decide, for the same class.
     *
     * @param deciding number of different deciding words
     */
    static List<Planted> texts(int deciding, int count, Random random) {
        List<Planted> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int words = 5 + random.nextInt(13);
            int[] ids = new int[words + 2];
            for (int t = 1; t <= words; t++) {
                ids[t] = DECIDING + deciding + random.nextInt(WORDS - DECIDING - deciding);
            }
            ids[0] = START;
            ids[words + 1] = END;
            int word = random.nextInt(deciding);
            List<Integer> places = new ArrayList<>();
            for (int n = 0; n <= random.nextInt(2); n++) {
                int place = random.nextInt(words);
                ids[1 + place] = DECIDING + word;
                places.add(place);
            }
            records.add(new Planted(new TokenSequence(ids, 1, 1, List.of()), places));
        }
        return records;
    }

    /**
     * Returns a model that distinguishes vertical from horizontal stripes in grey images of 12 rows and 20 columns. Its
     * mask has 3 rows of 5 cells.
     */
    static FrozenModel ofStripes() {
        try (Graph graph = new Graph()) {
            Ops tf = Ops.create(graph);
            Placeholder<TUint8> pictures = tf.withName("pictures")
                    .placeholder(TUint8.class, Placeholder.shape(Shape.of(-1, HEIGHT, WIDTH, 1)));
            Operand<TFloat32> grey =
                    tf.withName("grey").math.mul(tf.dtypes.cast(pictures, TFloat32.class), tf.constant(1 / 255f));
            // Differences to the right and lower neighbours.
            float[][][][] kernel = {{{{-1, -1}}, {{1, 0}}}, {{{0, 1}}, {{0, 0}}}};
            Operand<TFloat32> edges =
                    tf.math.square(tf.nn.conv2d(grey, tf.constant(kernel), List.of(1L, 1L, 1L, 1L), "SAME"));
            Operand<TFloat32> features =
                    tf.withName("features").nn.avgPool(edges, List.of(1L, 2L, 2L, 1L), List.of(1L, 2L, 2L, 1L), "SAME");
            Operand<TFloat32> sums = tf.sum(features, tf.constant(new int[] {1, 2}));
            tf.withName("prediction").nn.softmax(tf.math.mul(sums, tf.constant(2f)));
            return new FrozenModel(
                    graph.toGraphDef(),
                    card(
                            new Manifest.Input(
                                    InputKind.IMAGE,
                                    null,
                                    ImageInput.channelsLast(WIDTH, HEIGHT, 1, COLUMNS, HEIGHT / CELL)),
                            Manifest.Output.classes("stripes", List.of("upright", "level")),
                            HEIGHT * WIDTH,
                            new FrozenTensors("pictures", "grey", "features", "prediction")),
                    List.of(),
                    "0".repeat(64));
        }
    }

    /** Generates images of faint noise with a striped square that fills one cell. */
    static List<Planted> pictures(int count, Random random) {
        List<Planted> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] grey = new byte[HEIGHT * WIDTH];
            for (int pixel = 0; pixel < grey.length; pixel++) {
                grey[pixel] = (byte) random.nextInt(60);
            }
            int cell = random.nextInt(COLUMNS * HEIGHT / CELL);
            boolean upright = random.nextBoolean();
            for (int y = 0; y < CELL; y++) {
                for (int x = 0; x < CELL; x++) {
                    int pixel = (cell / COLUMNS * CELL + y) * WIDTH + cell % COLUMNS * CELL + x;
                    grey[pixel] = (byte) ((upright ? x : y) % 2 * 200);
                }
            }
            records.add(new Planted(
                    new PixelGrid(grey, 1, WIDTH, HEIGHT, WIDTH, HEIGHT, PixelGrid.UPRIGHT), List.of(cell)));
        }
        return records;
    }
}
