package io.maskstream.trainer.evaluate.subject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RegressionTest {

    @Test
    void isTheRootOfTheMeanSquare() {
        assertThat(Regression.rmse(new float[] {1, 2, 3, 4}, new float[] {1, 5, -1, 4}))
                .isCloseTo(2.5, within(1e-9));
    }
}
