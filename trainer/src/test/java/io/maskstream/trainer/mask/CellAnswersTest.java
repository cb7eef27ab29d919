package io.maskstream.trainer.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.trainer.model.FrozenCard;
import io.maskstream.trainer.model.FrozenModel;
import io.maskstream.trainer.model.FrozenTensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

class CellAnswersTest {

    private static final int SIDE = 4;
    private static final int CELLS = 4;
    private static final int CHANNELS = 3;
    private static final int CLASSES = 3;
    private static final double MARGIN = 0.01;
    private static final float[][] WEIGHTS = {{2, -1, 0.5f}, {-0.5f, 1, 0.3f}, {0, 0.7f, -2}};
    private static final float[] BIAS = {0.1f, -0.2f, 0.3f};

    @TempDir
    Path folder;

    @Test
    void eachCellIsAnsweredLikeAnImageThatShowsItEverywhere() throws IOException {
        FrozenModel frozen = written((tf, features) -> tf.math.mean(features, tf.constant(new int[] {1, 2})));
        CellAnswers answers = CellAnswers.of(frozen);
        String name = answers.answers().get(SIDE * SIDE);
        float[] image = image();

        try (Graph graph = new Graph()) {
            graph.importGraphDef(answers.graph());
            Ops tf = Ops.create(graph);
            Operand<TFloat32> prediction = GraphCopy.tensor(graph, "prediction", TFloat32.class);
            String maps = CellAnswers.maps(
                            tf,
                            GraphCopy.tensor(graph, name, TFloat32.class),
                            GraphCopy.tensor(graph, "features", TFloat32.class),
                            prediction)
                    .op()
                    .name();
            try (Session session = new Session(graph)) {
                float[] whole = run(session, image, "prediction");
                float[] ofCells = run(session, image, name);
                float[] evidence = run(session, image, maps);
                double[] sums = new double[CLASSES];
                for (int cell = 0; cell < CELLS; cell++) {
                    float[] alone = run(session, everywhere(image, cell), "prediction");
                    assertThat(Arrays.copyOfRange(ofCells, cell * CLASSES, (cell + 1) * CLASSES))
                            .as("cell " + cell)
                            .containsExactly(alone, within(1e-5f));
                    for (int k = 0; k < CLASSES; k++) {
                        assertThat((double) evidence[cell * CLASSES + k])
                                .isCloseTo(logOdds(alone, whole, k), within(1e-3));
                        sums[k] += evidence[cell * CLASSES + k] / CELLS;
                    }
                }
                // The last layer is linear, so the mean over the cells is what the whole image gives.
                for (int k = 0; k < CLASSES; k++) {
                    assertThat(sums[k]).isCloseTo(logOdds(whole, whole, k), within(1e-3));
                }
            }
        }
    }

    @Test
    void evidenceStartsFromHalfOfTheAnswers() throws IOException {
        FrozenModel frozen = written((tf, features) -> tf.math.mean(features, tf.constant(new int[] {1, 2})));
        MaskedModel model = MaskedModel.of(
                frozen,
                new MaskedModel.Design(
                        new ImageConvolutions(8, 4, ImageConvolutions.EVERY_CELL, false),
                        EvidenceNetwork.lean(0, 1),
                        0,
                        BudgetSampling.NONE,
                        List.of(),
                        false,
                        false),
                1,
                Map.of());
        float[] image = image();

        try (Graph graph = new Graph()) {
            graph.importGraphDef(model.graph());
            try (Session session = new Session(graph)) {
                Session.Runner start = session.runner();
                model.initializers().forEach(start::addTarget);
                start.run().close();
                float[] whole = run(session, image, "prediction");
                float[] started = run(
                        session,
                        image,
                        model.serving().get(SIDE * SIDE).evidence().fitted());
                // The evidence has a cell for each of the 16 pixels, which lie between the centres of the 2x2 features.
                for (int k = 0; k < CLASSES; k++) {
                    for (int corner = 0; corner < CELLS; corner++) {
                        int pixel = (corner / 2 * SIDE + corner % 2) * (SIDE - 1);
                        float[] alone = run(session, everywhere(image, corner), "prediction");
                        assertThat((double) started[k * SIDE * SIDE + pixel])
                                .as("class " + k + " at corner " + corner)
                                .isCloseTo(0.5 / (SIDE * SIDE) * logOdds(alone, whole, k), within(1e-3));
                    }
                }
            }
        }
    }

    @Test
    void modelsThatDoNotAverageTheirFeatureMapsHaveNone() throws IOException {
        FrozenModel highest = written((tf, features) -> tf.max(features, tf.constant(new int[] {1, 2})));

        assertThat(CellAnswers.of(highest).answers()).isEmpty();
        assertThat(CellAnswers.of(highest).graph()).isEqualTo(highest.graph());
    }

    /** Log probability less the mean of those of the other classes, by their probabilities for the whole image. */
    private static double logOdds(float[] probabilities, float[] whole, int k) {
        double mean = IntStream.range(0, CLASSES)
                .mapToDouble(j -> Math.log(probabilities[j]))
                .average()
                .orElseThrow();
        double others = 0;
        for (int j = 0; j < CLASSES; j++) {
            if (j != k) {
                double share = (whole[j] + MARGIN / (CLASSES - 1)) / (1 - whole[k] + MARGIN);
                others += share * (Math.log(probabilities[j]) - mean);
            }
        }
        return Math.log(probabilities[k]) - mean - others;
    }

    private static float[] image() {
        Random random = new Random(3);
        float[] image = new float[SIDE * SIDE * CHANNELS];
        for (int i = 0; i < image.length; i++) {
            image[i] = random.nextFloat();
        }
        return image;
    }

    /** Returns an image of the mean colour of a cell of 2x2 pixels. */
    private static float[] everywhere(float[] image, int cell) {
        float[] colour = new float[CHANNELS];
        for (int pixel = 0; pixel < CELLS; pixel++) {
            int row = cell / 2 * 2 + pixel / 2;
            int column = cell % 2 * 2 + pixel % 2;
            for (int channel = 0; channel < CHANNELS; channel++) {
                colour[channel] += image[(row * SIDE + column) * CHANNELS + channel] / CELLS;
            }
        }
        float[] everywhere = new float[image.length];
        for (int i = 0; i < everywhere.length; i++) {
            everywhere[i] = colour[i % CHANNELS];
        }
        return everywhere;
    }

    private static float[] run(Session session, float[] image, String tensor) {
        try (TFloat32 input = TFloat32.tensorOf(Shape.of(1, SIDE, SIDE, CHANNELS), DataBuffers.of(image));
                Result result =
                        session.runner().feed("images", input).fetch(tensor).run()) {
            float[] values = new float[(int) result.get(0).shape().size()];
            ((TFloat32) result.get(0)).copyTo(DataBuffers.of(values));
            return values;
        }
    }

    private FrozenModel written(BiFunction<Ops, Operand<TFloat32>, Operand<TFloat32>> pooling) throws IOException {
        try (Graph graph = new Graph()) {
            Ops tf = Ops.create(graph);
            Operand<TFloat32> images = tf.withName("images")
                    .placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, SIDE, SIDE, CHANNELS)));
            Operand<TFloat32> rescaled = tf.withName("rescaled").math.mul(images, tf.constant(1f));
            Operand<TFloat32> features = tf.withName("features")
                    .nn
                    .avgPool(rescaled, List.of(1L, 2L, 2L, 1L), List.of(1L, 2L, 2L, 1L), "SAME");
            Operand<TFloat32> pooled = pooling.apply(tf, features);
            tf.withName("prediction")
                    .nn
                    .softmax(tf.math.add(tf.linalg.matMul(pooled, tf.constant(WEIGHTS)), tf.constant(BIAS)));
            FrozenCard card = new FrozenCard(
                    Manifest.Input.images(SIDE, SIDE),
                    Manifest.Output.classes("colour", List.of("red", "green", "blue")),
                    "tells colours",
                    new TreeMap<>(
                            Map.of(SIDE * SIDE, new FrozenTensors("images", "rescaled", "features", "prediction"))),
                    null);
            FrozenModel.write(folder, graph.toGraphDef(), card, List.of());
            return FrozenModel.read(folder);
        }
    }
}
