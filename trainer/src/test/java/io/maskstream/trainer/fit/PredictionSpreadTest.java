package io.maskstream.trainer.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.maskstream.schemas.artifact.Manifest;
import java.util.List;
import org.junit.jupiter.api.Test;

class PredictionSpreadTest {

    private static final Manifest.Output VALUE = Manifest.Output.value("price", "EUR");

    @Test
    void isTheMeanAndTheStandardDeviationOfThePredictions() {
        PredictionSpread spread = PredictionSpread.of(new float[][] {{1000}, {3000}, {1000}, {3000}}, VALUE);

        assertThat(spread.mean()).isCloseTo(2000, within(1e-9));
        assertThat(spread.deviation()).isCloseTo(1000, within(1e-9));
    }

    @Test
    void aModelThatSaysTheSameOfAllRecordsCannotBeExplained() {
        assertThatThrownBy(() -> PredictionSpread.of(new float[][] {{2.5f}, {2.5f}, {2.5f}}, VALUE))
                .hasMessageStartingWith("The model predicts 2.5 for all of 3 records");
        assertThatThrownBy(() -> PredictionSpread.of(new float[][] {{1}, {Float.NaN}}, VALUE))
                .hasMessageStartingWith("Some of the model's predictions for the records are not finite numbers");
        float[][] same = {{0.3f, 0.7f}, {0.3f, 0.7f}};
        assertThatThrownBy(() -> PredictionSpread.of(same, Manifest.Output.classes("class", List.of("a", "b"))))
                .hasMessageStartingWith("The model predicts the same probabilities for all of 2 records");
    }
}
