package io.maskstream.trainer.records;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskstream.schemas.input.PixelGrid;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ImageSetTest {

    private static final int MEAN_COLOUR = 0xFF7D7B72;

    /** Every pixel says where it was. */
    private static final int[] PLACES =
            java.util.stream.IntStream.range(0, 1024).map(i -> 0xFF000000 | i).toArray();

    private final ImageSet images = new ImageSet(List.of(new Cifar10.Image(PLACES, 3)));

    @Test
    void examplesAreTheImagesAsTheyAre() {
        Batch.Example example = images.examples().get(0);
        assertThat(argb(example)).isEqualTo(PLACES);
        assertThat(example.target()).isEqualTo(3);
    }

    @Test
    void augmentationMovesAndMirrorsWholeImages() {
        Set<Integer> moves = new HashSet<>();
        boolean mirrored = false;
        for (int seed = 0; seed < 300; seed++) {
            int[] argb = argb(images.augmented(new Random(seed), 32, 0, 0).get(0));
            int right = neighbour(argb);
            mirrored |= right == -1;
            for (int y = 0; y < 32; y++) {
                for (int x = 0; x < 31; x++) {
                    int here = argb[32 * y + x];
                    int next = argb[32 * y + x + 1];
                    if (here != MEAN_COLOUR && next != MEAN_COLOUR) {
                        assertThat(next - here).isEqualTo(right);
                    }
                }
            }
            int centre = argb[32 * 16 + 16] & 0xFFFFFF;
            moves.add(centre / 32 - 16);
        }
        assertThat(mirrored).isTrue();
        assertThat(moves).containsExactlyInAnyOrder(-4, -3, -2, -1, 0, 1, 2, 3, 4);
    }

    @Test
    void aCoverIsASquareOfTheMeanColour() {
        int largest = 0;
        for (int seed = 0; seed < 100; seed++) {
            int[] argb = argb(images.augmented(new Random(seed), 24, 6, 0).get(0));
            assertThat(argb).hasSize(24 * 24);
            int covered =
                    (int) Arrays.stream(argb).filter(p -> p == MEAN_COLOUR).count();
            largest = Math.max(largest, covered);
        }
        // Nothing of a window of 24 in the middle of 32 is beyond the image, if it is moved little.
        assertThat(largest).isGreaterThanOrEqualTo(36);
    }

    @Test
    void ofARevealedImageARectangleIsLeftOrBlotches() {
        int rectangles = 0;
        int blotches = 0;
        for (int seed = 0; seed < 200; seed++) {
            int[] argb = argb(images.augmented(new Random(seed), 32, 8, 1).get(0));
            int top = 32;
            int bottom = -1;
            int left = 32;
            int right = -1;
            int kept = 0;
            for (int i = 0; i < argb.length; i++) {
                if (argb[i] != MEAN_COLOUR) {
                    kept++;
                    top = Math.min(top, i / 32);
                    bottom = Math.max(bottom, i / 32);
                    left = Math.min(left, i % 32);
                    right = Math.max(right, i % 32);
                }
            }
            if (kept == (bottom - top + 1) * (right - left + 1)) {
                rectangles++;
                // A third of each side, of which a move may have cut 4 off.
                assertThat(kept).isBetween(7 * 7, 1024);
            } else {
                blotches++;
                // A tenth to nine tenths, of which a move may have cut some off.
                assertThat(kept).isBetween(60, 923);
            }
        }
        assertThat(rectangles).isBetween(60, 140);
        assertThat(blotches).isEqualTo(200 - rectangles);
    }

    @Test
    void theSameSeedGivesTheSameImages() {
        assertThat(argb(images.augmented(new Random(5), 32, 8, 0).get(0)))
                .isEqualTo(argb(images.augmented(new Random(5), 32, 8, 0).get(0)));
    }

    private static int neighbour(int[] argb) {
        return argb[32 * 16 + 17] - argb[32 * 16 + 16];
    }

    private static int[] argb(Batch.Example example) {
        return ((PixelGrid) example.input()).argb();
    }
}
