package io.maskstream.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ControlMasksTest {

    private static final float[] MASK = {0.1f, 0.9f, 0.4f, 0.6f, 0f};

    @Test
    void shufflingMovesTheWeightsOfACopy() {
        float[] mask = MASK.clone();

        float[] shuffled = ControlMasks.shuffled(List.of(mask), new Random(1)).get(0);

        assertThat(shuffled).containsExactlyInAnyOrder(MASK).isNotEqualTo(MASK);
        assertThat(mask).isEqualTo(MASK);
    }

    @Test
    void aConstantMaskHasTheSameArea() {
        assertThat(ControlMasks.constant(List.of(MASK, new float[] {1, 0})))
                .containsExactly(new float[] {0.4f, 0.4f, 0.4f, 0.4f, 0.4f}, new float[] {0.5f, 0.5f});
    }

    @Test
    void theHighestWeightGoesWhereTheScoreIsHighest() {
        assertThat(ControlMasks.inOrderOf(List.of(new float[] {5, 1, 4, 2, 3}), List.of(MASK)))
                .containsExactly(new float[] {0.9f, 0f, 0.6f, 0.1f, 0.4f});
    }
}
