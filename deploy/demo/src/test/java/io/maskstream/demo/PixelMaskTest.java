package io.maskstream.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.maskstream.schemas.record.Mask;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class PixelMaskTest {

    @Test
    void hasItsWeightsRowByRow() {
        PixelMask mask = PixelMask.of(mask(List.of(2, 3), 0f, 0.1f, 0.2f, 0.3f, 0.4f, 0.5f));
        assertThat(mask.width()).isEqualTo(3);
        assertThat(mask.height()).isEqualTo(2);
        assertThat(mask.at(2, 0)).isEqualTo(0.2f);
        assertThat(mask.at(0, 1)).isEqualTo(0.3f);
    }

    @Test
    void isStretchedBilinearlyBetweenTheMiddlesOfItsPixels() {
        PixelMask mask = PixelMask.of(mask(List.of(1, 2), 0f, 1f)).stretched(8, 3);
        assertThat(mask.width()).isEqualTo(8);
        assertThat(mask.height()).isEqualTo(3);
        float[] expected = {0, 0, 0.125f, 0.375f, 0.625f, 0.875f, 1, 1};
        for (int row = 0; row < 3; row++) {
            for (int column = 0; column < 8; column++) {
                assertThat(mask.at(column, row)).isCloseTo(expected[column], within(1e-6f));
            }
        }
    }

    @Test
    void staysAsItIsInItsOwnSize() {
        PixelMask mask =
                PixelMask.of(mask(List.of(2, 2), 0.1f, 0.9f, 0.5f, 0.3f)).stretched(2, 2);
        assertThat(new float[] {mask.at(0, 0), mask.at(1, 0), mask.at(0, 1), mask.at(1, 1)})
                .containsExactly(new float[] {0.1f, 0.9f, 0.5f, 0.3f}, within(1e-6f));
    }

    @Test
    void keepsARectangleAtItsPlaceWhenStretchedOverTheImage() {
        PixelMask mask = PixelMask.of(Pictures.mask(32, 32, null, (x, y) -> x >= 8 && x < 16 && y >= 4 && y < 24))
                .stretched(128, 96);
        assertThat(mask.at(32 + 2, 12 + 2)).isEqualTo(1);
        assertThat(mask.at(63 - 2, 71 - 2)).isEqualTo(1);
        assertThat(mask.at(32 - 3, 40)).isZero();
        assertThat(mask.at(63 + 3, 40)).isZero();
        assertThat(mask.at(48, 12 - 3)).isZero();
        assertThat(mask.at(48, 71 + 3)).isZero();
    }

    @Test
    void refusesAShapeThatItsWeightsDoNotFit() {
        assertUnshowable(mask(List.of(2, 2), 0f, 0f, 0f), "the mask has the shape [2, 2], but 3 weights");
        assertUnshowable(mask(List.of(65_536, 65_536)), "the mask has the shape [65536, 65536], but 0 weights");
    }

    @Test
    void refusesAShapeThatIsNoHeightAndWidth() {
        assertUnshowable(mask(List.of(2), 0f, 0f), "the mask has the shape [2], not a height and a width");
        assertUnshowable(mask(List.of(0, 0)), "the mask has the shape [0, 0], not a height and a width");
    }

    @Test
    void refusesAWeightOutsideOfZeroToOne() {
        assertUnshowable(mask(List.of(1, 1), 1.5f), "the mask has the weight 1.5, which is not in [0,1]");
        assertUnshowable(mask(List.of(1, 1), Float.NaN), "the mask has the weight NaN, which is not in [0,1]");
    }

    private static void assertUnshowable(Mask mask, String message) {
        assertThatThrownBy(() -> PixelMask.of(mask))
                .isInstanceOf(UnshowableException.class)
                .hasMessage(message);
    }

    private static Mask mask(List<Integer> shape, Float... weights) {
        return new Mask(shape, weights.length == 0 ? Collections.emptyList() : List.of(weights), 0f, null, null);
    }
}
