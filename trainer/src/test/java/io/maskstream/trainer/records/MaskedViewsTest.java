package io.maskstream.trainer.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maskstream.schemas.input.PixelGrid;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MaskedViewsTest {

    private static final int WHITE = 0xFFFFFFFF;

    /** Halfway from the mean colour, 125, 123, 114, to white. */
    private static final int HALF_WHITE = 0xFFBEBDB9;

    private static final Crop WHOLE = new Crop(0, 0, false, Cifar10.SIDE);

    private final List<Cifar10.Image> images = List.of(white(3), white(5), white(3));

    private final Random random = new Random(1);

    /** Of the first image the left half in part, of the second the upper half in whole, of the third nothing. */
    private final MaskedViews views =
            new MaskedViews(images, List.of(mask(0.5f, 1024, 16), mask(1, 512, 32), mask(0, 0, 32)));

    @Test
    void halfTheViewsAreThroughTheImagesOwnMaskAndKeepItsClass() {
        int own = 0;
        for (int i = 0; i < 400; i++) {
            Batch.Example view = views.of(0, WHOLE, random);
            if (view.target() == 3) {
                own++;
                // White where the mask is made hard, which leaves no weight of a half.
                assertThat(argb(view)[0]).isIn(HALF_WHITE, WHITE);
                assertThat(argb(view)[31]).isEqualTo(Crop.MEAN_COLOUR);
                assertThat(count(view, Crop.MEAN_COLOUR)).isEqualTo(512);
            }
        }
        assertThat(own).isBetween(160, 240);
    }

    @Test
    void theOthersAreThroughTheMaskOfAnImageOfAnotherClassAndHaveNoClass() {
        int others = 0;
        for (int i = 0; i < 400; i++) {
            Batch.Example view = views.of(0, WHOLE, random);
            if (view.target() != 3) {
                others++;
                assertThat(view.target()).isEqualTo(ImageSet.NO_CLASS);
                // The upper half, moved by up to 4 rows and columns.
                assertThat(count(view, WHITE)).isBetween(12 * 28, 20 * 32);
                assertThat(argb(view)[32 * 31]).isEqualTo(Crop.MEAN_COLOUR);
            }
        }
        assertThat(others).isBetween(160, 240);
    }

    @Test
    void aMaskMovesWithItsImage() {
        Crop moved = new Crop(2, 4, true, 24);
        for (int i = 0; i < 100; i++) {
            Batch.Example view = views.of(0, moved, random);
            if (view.target() == 3) {
                // The left half is on the right, from column 16 of the image on, which is column 12 of the window.
                assertThat(argb(view)[11]).isEqualTo(Crop.MEAN_COLOUR);
                assertThat(argb(view)[12]).isIn(HALF_WHITE, WHITE);
            }
        }
    }

    @Test
    void aHardMaskKeepsTheHighestWeights() {
        float[] rising = new float[1024];
        for (int i = 0; i < rising.length; i++) {
            rising[i] = i / 2048f;
        }
        MaskedViews rises = new MaskedViews(images, List.of(rising, rising, rising));
        int hard = 0;
        for (int i = 0; i < 400; i++) {
            Batch.Example view = rises.of(0, WHOLE, random);
            if (view.target() == 3 && argb(view)[1023] == WHITE) {
                hard++;
                int kept = count(view, WHITE);
                assertThat(kept).isBetween(51, 410);
                assertThat(argb(view)[1024 - kept]).isEqualTo(WHITE);
                assertThat(count(view, Crop.MEAN_COLOUR)).isEqualTo(1024 - kept);
            }
        }
        assertThat(hard).isBetween(35, 90);
    }

    @Test
    void masksMustFitTheImages() {
        assertThatThrownBy(() -> new ImageSet(images).seenThrough(List.of(new float[1024])))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there are 1 masks for 3 images");
        assertThatThrownBy(() -> new ImageSet(List.of(white(3))).seenThrough(List.of(new float[1024])))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("one class alone");
    }

    private static int count(Batch.Example view, int colour) {
        return (int) Arrays.stream(argb(view)).filter(argb -> argb == colour).count();
    }

    private static Cifar10.Image white(int label) {
        int[] argb = new int[1024];
        Arrays.fill(argb, WHITE);
        return new Cifar10.Image(argb, label);
    }

    /** Of the first pixels, those in the first columns have a weight. */
    private static float[] mask(float weight, int pixels, int columns) {
        float[] mask = new float[1024];
        for (int i = 0; i < pixels; i++) {
            mask[i] = i % 32 < columns ? weight : 0;
        }
        return mask;
    }

    private static int[] argb(Batch.Example example) {
        return ((PixelGrid) example.input()).argb();
    }
}
