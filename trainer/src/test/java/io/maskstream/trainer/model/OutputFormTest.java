package io.maskstream.trainer.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.maskstream.schemas.artifact.Manifest;
import io.maskstream.schemas.input.TokenSequence;
import io.maskstream.trainer.evaluate.PlantedExplainer;
import io.maskstream.trainer.evaluate.subject.ExplainedModel;
import io.maskstream.trainer.evaluate.subject.GradientGraph.Target;
import io.maskstream.trainer.fit.PlantedTask;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * In whatever form a model gives its classes, the gradients of the log-odds are those of the model's own logits. The
 * logits are so large that the probabilities are exactly 0 and 1 and have a gradient of 0.
 */
class OutputFormTest {

    private static final float STEEP = 500;

    private static final TokenSequence MORE_OXYGEN = PlantedExplainer.ids("OOCN");
    private static final TokenSequence MORE_NITROGEN = PlantedExplainer.ids("NCN");

    @TempDir
    Path folder;

    /** The last layers of a model, given the logit of oxygen, [batch, 1]. */
    @FunctionalInterface
    private interface End {
        Operand<TFloat32> of(Ops tf, Operand<TFloat32> logit);
    }

    @Test
    void probabilitiesBehindReshapesAndCopies() throws IOException {
        assertSteep(OutputSort.PROBABILITIES, 2, (tf, logit) -> {
            Operand<TFloat32> softmax = tf.nn.softmax(tf.concat(List.of(tf.zerosLike(logit), logit), tf.constant(1)));
            return tf.identity(tf.reshape(tf.identity(softmax), tf.constant(new int[] {-1, 1, 2})));
        });
    }

    @Test
    void logits() throws IOException {
        assertSteep(
                OutputSort.LOGITS, 2, (tf, logit) -> tf.concat(List.of(tf.zerosLike(logit), logit), tf.constant(1)));
    }

    @Test
    void oneSigmoid() throws IOException {
        assertSteep(OutputSort.SIGMOID, 1, (tf, logit) -> tf.math.sigmoid(logit));
    }

    @Test
    void oneSigmoidWithoutADimensionOfItsOwn() throws IOException {
        assertSteep(
                OutputSort.SIGMOID,
                1,
                (tf, logit) -> tf.identity(tf.reshape(tf.math.sigmoid(logit), tf.constant(new int[] {-1}))));
    }

    @Test
    void oneLogit() throws IOException {
        assertSteep(OutputSort.LOGIT, 1, (tf, logit) -> logit);
    }

    private void assertSteep(OutputSort sort, int columns, End end) throws IOException {
        GraphDef graph;
        try (Graph own = new Graph()) {
            Ops tf = Ops.create(own);
            Placeholder<TInt32> ids =
                    tf.withName("ids").placeholder(TInt32.class, Placeholder.shape(Shape.of(-1, PlantedTask.LENGTH)));
            Operand<TFloat32> table = tf.constant(new float[][] {{0}, {0}, {-STEEP}, {STEEP}});
            Operand<TFloat32> embedded = tf.withName("embedded").gather(table, ids, tf.constant(0));
            tf.withName("given").identity(end.of(tf, tf.sum(embedded, tf.constant(1))));
            graph = own.toGraphDef();
        }
        GraphDef formed = OutputForm.behind(
                graph, new OutputSearch.Prediction("given", columns, sort, null, "planted"), List.of("embedded"));
        FrozenModel.write(
                folder.resolve("frozen"),
                formed,
                new FrozenCard(
                        PlantedTask.INPUT,
                        Manifest.Output.classes("more", List.of("nitrogen", "oxygen")),
                        "planted",
                        new TreeMap<>(Map.of(
                                PlantedTask.LENGTH,
                                new FrozenTensors("ids", "embedded", "embedded", OutputForm.PREDICTION))),
                        null),
                PlantedTask.VOCABULARY);
        try (ExplainedModel model = PlantedExplainer.open(folder, (layers, inputs) -> inputs.valid())) {
            List<TokenSequence> records = List.of(MORE_OXYGEN, MORE_NITROGEN);

            assertThat(model.predictions(records)).isDeepEqualTo(new float[][] {{0, 1}, {1, 0}});
            List<float[]> gradients =
                    model.maskGradients(records, model.ones(records), new int[] {1, 0}, Target.LOG_ODDS);
            assertThat(gradients.get(0)).containsExactly(new float[] {STEEP, STEEP, 0, -STEEP}, within(0.1f));
            assertThat(gradients.get(1)).containsExactly(new float[] {STEEP, 0, STEEP}, within(0.1f));
            assertThat(model.maskGradients(records, model.ones(records), new int[] {1, 0}, Target.PROBABILITY)
                            .get(0))
                    .containsExactly(new float[4], within(0.1f));
        }
    }
}
