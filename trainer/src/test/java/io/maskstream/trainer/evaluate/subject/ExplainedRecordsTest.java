package io.maskstream.trainer.evaluate.subject;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskstream.trainer.evaluate.PlantedExplainer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExplainedRecordsTest {

    private static ExplainedModel model;

    @BeforeAll
    static void open(@TempDir Path folder) throws IOException {
        model = PlantedExplainer.open(folder);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @Test
    void someOfTheRecordsHaveTheResultsOfTheWholeWithoutAnotherPass() {
        ExplainedRecords all = records("OOC", "CCN", "NNN");
        float[][] predictions = all.predictions();
        float[][] masked = all.maskedPredictions();
        long passes = model.passes();

        ExplainedRecords some = all.some(List.of(2, 0));

        assertThat(some.predictions()).isDeepEqualTo(new float[][] {predictions[2], predictions[0]});
        assertThat(some.masks()).containsExactly(all.masks().get(2), all.masks().get(0));
        assertThat(some.maskedPredictions()).isDeepEqualTo(new float[][] {masked[2], masked[0]});
        assertThat(model.passes()).isEqualTo(passes);
    }

    @Test
    void unaskedRecordsAreExplainedAgain() {
        ExplainedRecords all = records("OOC", "CCN", "NNN");
        List<float[]> masks = all.masks();
        all.maskedPredictions();
        long passes = model.passes();

        ExplainedRecords unasked = all.unasked();

        assertThat(unasked.predictions()).isDeepEqualTo(all.predictions());
        assertThat(model.passes()).isEqualTo(passes);
        assertThat(unasked.masks()).containsExactlyElementsOf(masks);
        assertThat(model.passes()).isEqualTo(passes + 3);
        unasked.maskedPredictions();
        assertThat(model.passes()).isEqualTo(passes + 6);
    }

    private static ExplainedRecords records(String... sequences) {
        return PlantedExplainer.records(
                model, Stream.of(sequences).map(PlantedExplainer::ids).toList(), OptionalDouble.of(1));
    }
}
