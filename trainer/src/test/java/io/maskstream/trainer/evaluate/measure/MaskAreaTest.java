package io.maskstream.trainer.evaluate.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class MaskAreaTest {

    @Test
    void everyRecordCountsTheSameHoweverLong() {
        // Means 0.5 and 1; deviations 0.5 and 0.
        MaskArea area = MaskArea.of(List.of(new float[] {0, 1, 0, 1}, new float[] {1}));

        assertThat(area.mean()).isCloseTo(0.75, within(1e-9));
        assertThat(area.deviationOverRecords()).isCloseTo(0.25, within(1e-9));
        assertThat(area.deviationWithinRecord()).isCloseTo(0.25, within(1e-9));
    }

    @Test
    void aMaskThatIsTheSameEverywhereDoesNotVary() {
        assertThat(MaskArea.of(List.of(new float[] {0.5f, 0.5f}, new float[] {0.5f})))
                .isEqualTo(new MaskArea(0.5, 0, 0));
    }
}
