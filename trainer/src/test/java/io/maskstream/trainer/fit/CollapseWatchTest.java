package io.maskstream.trainer.fit;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CollapseWatchTest {

    @Test
    void masksThatKeepNothingOrEverythingOrTheSameOfAllPartsEndTheFit() {
        assertThatThrownBy(() -> watched(0.001, 0.01, 200))
                .isInstanceOf(CollapsedMaskException.class)
                .hasMessageStartingWith("The masks keep nothing (mean area 0.0010")
                .hasMessageContaining("a lower --learning-rate");
        assertThatThrownBy(() -> watched(0.999, 0.01, 200)).hasMessageStartingWith("The masks keep everything");
        assertThatThrownBy(() -> watched(0.4, 0.0001, 200))
                .hasMessageStartingWith("The masks have the same weight for all parts of a record");
    }

    @Test
    void masksThatSayMuchOfLittleDoNot() {
        assertThatCode(() -> watched(0.01, 0.05, 200)).doesNotThrowAnyException();
    }

    @Test
    void aFitMayWarmUpFirst() {
        CollapseWatch watch = new CollapseWatch(0.5);
        for (int step = 1; step < 100; step++) {
            watch.afterStep(step / 200., 0.001, 0.01);
        }
        assertThatThrownBy(() -> watch.afterStep(0.5, 0.001, 0.01)).isInstanceOf(CollapsedMaskException.class);
    }

    @Test
    void aSingleStepDoesNotDecide() {
        CollapseWatch watch = new CollapseWatch(0);
        assertThatCode(() -> {
                    for (int step = 0; step < 200; step++) {
                        watch.afterStep(1, step % 10 == 0 ? 0.0001 : 0.2, 0.1);
                    }
                })
                .doesNotThrowAnyException();
    }

    private static void watched(double area, double deviation, int steps) {
        CollapseWatch watch = new CollapseWatch(0.05);
        for (int step = 1; step <= steps; step++) {
            watch.afterStep(step / (double) steps, area, deviation);
        }
    }
}
