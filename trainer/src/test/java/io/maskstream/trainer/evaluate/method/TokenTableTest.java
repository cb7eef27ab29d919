package io.maskstream.trainer.evaluate.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.maskstream.trainer.evaluate.PlantedExplainer;
import io.maskstream.trainer.evaluate.subject.ExplainedModel;
import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import io.maskstream.trainer.fit.PlantedTask;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.op.Ops;

class TokenTableTest {

    @TempDir
    Path folder;

    @Test
    void isTheMeanWeightOfEachTokenAndOfAllWhereATokenIsNew() throws IOException {
        PlantedTask.writeFrozen(folder.resolve("frozen"));
        float[] first = new float[PlantedTask.LENGTH];
        first[0] = PlantedExplainer.WEIGHT_OF_WHOLE;
        // A mask of 1 at the first token and 0 at all others.
        try (ExplainedModel model = PlantedExplainer.open(folder, (layers, inputs) -> {
            Ops tf = layers.tf();
            return tf.math.mul(inputs.valid(), tf.constant(first));
        })) {
            // The weights of O are 1, 0 and 1, those of C are 0, and the sum over all six tokens is 2.
            ExplainedRecords others = records(model, "OOC", "OCC");

            List<float[]> scores = new TokenTable(others).scores(records(model, "CON", "NO"));

            assertThat(scores.get(0)).containsExactly(new float[] {0, 2 / 3f, 1 / 3f}, within(1e-6f));
            assertThat(scores.get(1)).containsExactly(new float[] {1 / 3f, 2 / 3f}, within(1e-6f));
        }
    }

    private static ExplainedRecords records(ExplainedModel model, String... sequences) {
        return PlantedExplainer.records(
                model, Stream.of(sequences).map(PlantedExplainer::ids).toList(), OptionalDouble.of(1));
    }
}
