package io.maskstream.streamer.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.maskstream.schemas.artifact.Manifest.OutputType;
import org.junit.jupiter.api.Test;

class AgreementTest {

    @Test
    void equalPredictionsAgreeInFull() {
        assertThat(Agreement.between(OutputType.VALUE, new float[] {-3}, new float[] {-3}))
                .isEqualTo(1);
        assertThat(Agreement.between(OutputType.CLASSES, new float[] {0.2f, 0.8f}, new float[] {0.2f, 0.8f}))
                .isEqualTo(1);
    }

    @Test
    void valuesAgreeLessTheFurtherTheyAreApart() {
        assertThat(Agreement.between(OutputType.VALUE, new float[] {1}, new float[] {-1}))
                .isEqualTo(1.0 / 3);
    }

    @Test
    void classesAgreeByTheProbabilityTheyHaveInCommon() {
        assertThat(Agreement.between(OutputType.CLASSES, new float[] {0.25f, 0.75f}, new float[] {0.5f, 0.5f}))
                .isEqualTo(0.75, within(1e-6));
        assertThat(Agreement.between(OutputType.CLASSES, new float[] {0, 1}, new float[] {1, 0}))
                .isZero();
    }
}
