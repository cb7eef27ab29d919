package io.maskstream.trainer.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelProbeTest {

    /** The change of a probability is absolute, that of a value relative. */
    @ParameterizedTest
    @CsvSource({"0.3 0.7, 0.000001, true", "0.3 0.7, 0.01, false", "1000, 0.5, true", "0.001, 0.5, false", "0, 0, true"
    })
    void tellsAModelThatSaysTheSameOfAllRecords(String prediction, double change, boolean constant) {
        String[] numbers = prediction.split(" ");
        float[] values = new float[numbers.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = Float.parseFloat(numbers[i]);
        }

        assertThat(new ModelProbe.Result(values, 1, change, 1).isConstant()).isEqualTo(constant);
    }
}
