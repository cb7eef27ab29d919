package io.maskstream.trainer.evaluate;

import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.input.PixelGrid;
import io.maskstream.trainer.evaluate.subject.ExplainedModel;
import io.maskstream.trainer.model.FrozenCard;
import io.maskstream.trainer.model.FrozenModel;
import io.maskstream.trainer.model.FrozenTensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/**
 * Images of {@value #WIDTH} x {@value #HEIGHT} pixels, which an 8 x 8 grid does not divide evenly, and a model that
 * predicts whether they are more green or more red. Its features are the mean colours of {@value #ROWS} x
 * {@value #COLUMNS} rectangles. The logits of the two classes are the sums of green and of red, weighted by the
 * rectangles' {@link #PLACES}. The mask is 1 where a pixel is red.
 */
public final class PlantedPicture {

    public static final int WIDTH = 10;
    public static final int HEIGHT = 9;
    public static final int ROWS = 3;
    public static final int COLUMNS = 2;
    public static final Manifest.Output CLASSES = Manifest.Output.classes("colour", List.of("green", "red"));

    /** The weight of each rectangle, row by row. */
    public static final List<Float> PLACES = List.of(1f, 2f, 3f, 0f, 0f, 6f);

    private static final float BRIGHTEST = 255;

    private PlantedPicture() {}

    /** Writes the explainer into a folder and opens it. */
    public static ExplainedModel open(Path folder) throws IOException {
        return open(folder, "features");
    }

    /** Opens an explainer with features from which the prediction is not computed: concatenated green and red ones. */
    public static ExplainedModel openWithJoinedFeatures(Path folder) throws IOException {
        return open(folder, "joined");
    }

    private static ExplainedModel open(Path folder, String features) throws IOException {
        write(folder.resolve("frozen"), features);
        return PlantedExplainer.open(folder, (layers, inputs) -> {
            Ops tf = layers.tf();
            Operand<TFloat32> red = tf.sum(
                    tf.math.mul(inputs.maskable(), tf.constant(new float[] {PlantedExplainer.WEIGHT_OF_WHOLE, 0, 0})),
                    tf.constant(3));
            // Like any mask network, this one reads the features; otherwise they would be pruned from the graph.
            Operand<TFloat32> nothing =
                    tf.math.mul(tf.constant(0f), tf.sum(inputs.features(), tf.constant(new int[] {1, 2, 3})));
            return tf.math.add(
                    tf.reshape(red, tf.constant(new int[] {-1, HEIGHT * WIDTH})),
                    tf.expandDims(nothing, tf.constant(1)));
        });
    }

    private static void write(Path folder, String maps) throws IOException {
        try (Graph graph = new Graph()) {
            Ops tf = Ops.create(graph);
            Operand<TFloat32> images = tf.withName("images")
                    .placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, HEIGHT, WIDTH, 3)));
            Operand<TFloat32> rescaled = tf.withName("rescaled").math.mul(images, tf.constant(1 / BRIGHTEST));
            List<Long> rectangle = List.of(1L, (long) HEIGHT / ROWS, (long) WIDTH / COLUMNS, 1L);
            Operand<TFloat32> features = tf.withName("features").nn.avgPool(rescaled, rectangle, rectangle, "VALID");
            float[][][] places = new float[ROWS][COLUMNS][1];
            for (int i = 0; i < PLACES.size(); i++) {
                places[i / COLUMNS][i % COLUMNS][0] = PLACES.get(i);
            }
            Operand<TFloat32> green = channel(tf, features, 1);
            Operand<TFloat32> red = channel(tf, features, 0);
            tf.withName("joined").identity(tf.concat(List.of(green, red), tf.constant(3)));
            List<Operand<TFloat32>> logits = new ArrayList<>();
            for (Operand<TFloat32> colour : List.of(green, red)) {
                logits.add(tf.sum(tf.math.mul(colour, tf.constant(places)), tf.constant(new int[] {1, 2})));
            }
            tf.withName("prediction").nn.softmax(tf.concat(logits, tf.constant(1)));
            FrozenModel.write(
                    folder,
                    graph.toGraphDef(),
                    new FrozenCard(
                            Manifest.Input.images(WIDTH, HEIGHT),
                            CLASSES,
                            "weighs colours",
                            new TreeMap<>(Map.of(
                                    WIDTH * HEIGHT, new FrozenTensors("images", "rescaled", maps, "prediction"))),
                            null),
                    List.of());
        }
    }

    private static Operand<TFloat32> channel(Ops tf, Operand<TFloat32> maps, int channel) {
        return tf.slice(maps, tf.constant(new int[] {0, 0, 0, channel}), tf.constant(new int[] {-1, -1, -1, 1}));
    }

    /** An image with the given colour of each pixel, {@code 0xRRGGBB}, row by row. */
    public static PixelGrid of(IntUnaryOperator colour) {
        byte[] samples = new byte[3 * WIDTH * HEIGHT];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (byte) (colour.applyAsInt(i / 3) >> 16 - 8 * (i % 3));
        }
        return new PixelGrid(samples, 3, WIDTH, HEIGHT, WIDTH, HEIGHT, PixelGrid.UPRIGHT);
    }

    /** The index in {@link #PLACES} of the rectangle that contains a pixel. */
    public static int rectangle(int pixel) {
        return pixel / WIDTH / (HEIGHT / ROWS) * COLUMNS + pixel % WIDTH / (WIDTH / COLUMNS);
    }
}
