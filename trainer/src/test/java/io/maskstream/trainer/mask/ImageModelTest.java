package io.maskstream.trainer.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.input.PixelGrid;
import io.maskstream.trainer.evaluate.subject.ExplainedModel;
import io.maskstream.trainer.model.FrozenCard;
import io.maskstream.trainer.model.FrozenModel;
import io.maskstream.trainer.model.FrozenTensors;
import io.maskstream.trainer.tensor.GraphDefs;
import io.maskstream.trainer.tensor.SequenceGraph;
import io.maskstream.trainer.tensor.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.types.TFloat32;

/** A typical image model by another author: it takes float32 images [batch, height, width, 3] in [0,255]. */
class ImageModelTest {

    private static final int SIDE = 4;
    private static final int PIXELS = SIDE * SIDE;

    @TempDir
    Path folder;

    @Test
    void isGivenArgbPixelsAndMaskedPixelByPixel() throws IOException {
        write();
        FrozenModel frozen = FrozenModel.read(folder);
        int[] argb = new int[PIXELS];
        Arrays.fill(argb, 0xFF000000);
        argb[0] = 0xFF0A0000;
        argb[5] = 0xFF00C800;
        argb[15] = 0xFF0000FF;
        float[] keeps = new float[PIXELS];
        keeps[5] = 0.5f;
        keeps[15] = 1;

        run(model(frozen, 1, Map.of()), (explained, session) -> {
            // The sum of red, green and blue, each times 1, 10 and 100, over all pixels.
            assertThat(explained.predictions(List.of(picture(argb)))[0][0]).isCloseTo(10 + 2000 + 25_500, within(0.1f));
            assertThat(explained.maskedPredictions(List.of(picture(argb)), List.of(keeps))[0][0])
                    .isCloseTo(1000 + 25_500, within(0.1f));
            return assertThat(explained.masks(List.of(picture(argb))).get(0)).hasSize(PIXELS);
        });
    }

    @Test
    void startsFromFormerWeightsAndAddsAContextThatAtFirstChangesNothing() throws IOException {
        write();
        FrozenModel frozen = FrozenModel.read(folder);
        int[] argb =
                IntStream.range(0, PIXELS).map(i -> 0xFF000000 | i * 999_331).toArray();
        MaskedModel former = model(frozen, 1, Map.of());
        Map<String, TensorProto> start = new TreeMap<>();
        float[] mask = run(former, (explained, session) -> {
            start.putAll(Weights.values(
                    GraphDefs.folded(former.graph(), SequenceGraph.values(session, former.trainable()))));
            return explained.masks(List.of(picture(argb))).get(0);
        });
        assertThat(start.keySet().removeIf(name -> name.startsWith("mask.context")))
                .isTrue();

        float[] again = run(
                model(frozen, 2, start),
                (explained, session) -> explained.masks(List.of(picture(argb))).get(0));
        float[] other = run(
                model(frozen, 2, Map.of()),
                (explained, session) -> explained.masks(List.of(picture(argb))).get(0));

        assertThat(again).containsExactly(mask, within(1e-6f));
        assertThat(other).isNotEqualTo(mask);
        assertThatThrownBy(() -> model(frozen, 2, Map.of("mask.word.kernel", TensorProto.getDefaultInstance())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("it is a different network");
    }

    private static MaskedModel model(FrozenModel frozen, long seed, Map<String, TensorProto> start) {
        return MaskedModel.of(
                frozen,
                MaskedModel.Design.plain(new ImageConvolutions(8, 4, ImageConvolutions.EVERY_CELL, false)),
                seed,
                start);
    }

    private static <T> T run(MaskedModel model, BiFunction<ExplainedModel, Session, T> use) {
        try (Graph graph = new Graph()) {
            graph.importGraphDef(model.graph());
            try (Session session = new Session(graph)) {
                Session.Runner start = session.runner();
                model.initializers().forEach(start::addTarget);
                start.run().close();
                return use.apply(
                        new ExplainedModel(graph, session, Manifest.Input.images(SIDE, SIDE), model.serving()),
                        session);
            }
        }
    }

    private static PixelGrid picture(int... argb) {
        byte[] samples = new byte[3 * argb.length];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (byte) (argb[i / 3] >> 16 - 8 * (i % 3));
        }
        return new PixelGrid(samples, 3, SIDE, SIDE, SIDE, SIDE, PixelGrid.UPRIGHT);
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
