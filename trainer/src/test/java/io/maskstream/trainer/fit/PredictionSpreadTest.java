package io.maskstream.trainer.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PredictionSpreadTest {

    @Test
    void isTheStandardDeviationOfThePredictions() {
        assertThat(PredictionSpread.deviation(1000, 3000, 1000, 3000)).isCloseTo(1000, within(1e-9));
    }

    @Test
    void aModelThatSaysTheSameOfAllRecordsCannotBeExplained() {
        assertThatThrownBy(() -> PredictionSpread.deviation(2.5, 2.5, 2.5))
                .hasMessageStartingWith("The model predicts 2.5 for all of 3 records");
        assertThatThrownBy(() -> PredictionSpread.deviation(1, Double.NaN))
                .hasMessageStartingWith("The model's predictions of the records are not all numbers");
    }
}
