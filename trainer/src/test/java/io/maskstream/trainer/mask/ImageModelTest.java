package io.maskstream.trainer.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.trainer.evaluate.ExplainedModel;
import io.maskstream.trainer.frozen.FrozenCard;
import io.maskstream.trainer.frozen.FrozenModel;
import io.maskstream.trainer.frozen.FrozenTensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** A model for images as others make them: it takes float32 images [batch, height, width, 3] in [0,255]. */
class ImageModelTest {

    private static final int SIDE = 4;
    private static final int PIXELS = SIDE * SIDE;

    @TempDir
    Path folder;

    @Test
    void isGivenArgbPixelsAndMaskedPixelByPixel() throws IOException {
        write();
        FrozenModel frozen = FrozenModel.read(folder);
        MaskedModel model =
                MaskedModel.of(frozen, new ImageConvolutions(8, 4), BudgetSampling.NONE, false, 1, Map.of());
        int[] argb = new int[PIXELS];
        Arrays.fill(argb, 0xFF000000);
        argb[0] = 0xFF0A0000;
        argb[5] = 0xFF00C800;
        argb[15] = 0xFF0000FF;
        float[] keeps = new float[PIXELS];
        keeps[5] = 0.5f;
        keeps[15] = 1;

        try (Graph graph = new Graph()) {
            graph.importGraphDef(model.graph());
            try (Session session = new Session(graph)) {
                Session.Runner start = session.runner();
                model.initializers().forEach(start::addTarget);
                start.run().close();
                ExplainedModel explained = new ExplainedModel(graph, session, model.serving());
                // The sum of red, green and blue, each times 1, 10 and 100, over all pixels.
                assertThat(explained.predictions(List.of(argb))[0][0]).isCloseTo(10 + 2000 + 25_500, within(0.1f));
                assertThat(explained.maskedPredictions(List.of(argb), List.of(keeps))[0][0])
                        .isCloseTo(1000 + 25_500, within(0.1f));
                assertThat(explained.masks(List.of(argb)).get(0)).hasSize(PIXELS);
            }
        }
    }

    private void write() throws IOException {
        try (Graph graph = new Graph()) {
            Ops tf = Ops.create(graph);
            Operand<TFloat32> images = tf.withName("serving_default_images")
                    .placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, SIDE, SIDE, 3)));
            Operand<TFloat32> rescaled = tf.withName("rescaled").math.mul(images, tf.constant(1f));
            Operand<TFloat32> features = tf.withName("features")
                    .nn
                    .avgPool(rescaled, List.of(1L, 2L, 2L, 1L), List.of(1L, 2L, 2L, 1L), "SAME");
            Operand<TFloat32> weighted = tf.math.mul(features, tf.constant(new float[] {4, 40, 400}));
            tf.withName("prediction").sum(weighted, tf.constant(new int[] {1, 2, 3}));
            FrozenCard card = new FrozenCard(
                    Manifest.Input.images(SIDE, SIDE),
                    Manifest.Output.value("light", "1"),
                    "weighs colours",
                    new TreeMap<>(Map.of(
                            PIXELS, new FrozenTensors("serving_default_images", "rescaled", "features", "prediction"))),
                    null);
            FrozenModel.write(folder, graph.toGraphDef(), card, List.of());
        }
    }
}
