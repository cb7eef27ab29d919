package io.maskstream.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import org.junit.jupiter.api.Test;

class OverlayTest {

    private static final int SIZE = 256;
    private static final int RIGHT = SIZE + Overlay.GAP;

    private final BufferedImage picture = Pictures.colourful(SIZE, SIZE);

    /** The mask keeps columns 8 to 15 and rows 4 to 23 of 32, that is (64, 32) to (127, 191) in the image. */
    private final BufferedImage overlay = Overlay.of(new ExplainedImage(
            picture, PixelMask.of(Pictures.mask(32, 32, null, (x, y) -> x >= 8 && x < 16 && y >= 4 && y < 24))));

    @Test
    void showsTheOriginalAtTheLeft() {
        assertThat(overlay.getWidth()).isEqualTo(2 * SIZE + Overlay.GAP);
        assertThat(overlay.getHeight()).isEqualTo(SIZE);
        assertThat(part(0, 0, SIZE, SIZE)).isEqualTo(picture.getRGB(0, 0, SIZE, SIZE, null, 0, SIZE));
    }

    @Test
    void keepsWhatTheMaskKeeps() {
        int width = 64 - 8;
        int height = 160 - 8;
        assertThat(part(RIGHT + 68, 36, width, height))
                .isEqualTo(picture.getRGB(68, 36, width, height, null, 0, width));
    }

    @Test
    void darkensAndGreysWhatTheMaskLeavesOut() {
        int[][] outside = {{0, 0}, {59, 100}, {132, 100}, {90, 27}, {90, 196}, {255, 255}};
        for (int[] at : outside) {
            int before = picture.getRGB(at[0], at[1]);
            int after = overlay.getRGB(RIGHT + at[0], at[1]);
            assertThat(after & 0xff).isEqualTo(after >> 8 & 0xff).isEqualTo(after >> 16 & 0xff);
            assertThat(after & 0xff).isLessThan(brightest(before) / 2);
        }
    }

    @Test
    void mixesByWeightWhereTheMaskFades() {
        int inside = overlay.getRGB(RIGHT + 68, 100) >> 16 & 0xff;
        int edge = overlay.getRGB(RIGHT + 64, 100) >> 16 & 0xff;
        int outside = overlay.getRGB(RIGHT + 59, 100) >> 16 & 0xff;
        assertThat(edge).isLessThan(inside).isGreaterThan(outside);
    }

    @Test
    void enlargesSmallPicturesSquareByPixel() {
        BufferedImage small = Pictures.colourful(32, 30);
        BufferedImage overlay =
                Overlay.of(new ExplainedImage(small, PixelMask.of(Pictures.mask(32, 32, null, (x, y) -> true))));
        assertThat(overlay.getHeight()).isEqualTo(270);
        assertThat(overlay.getWidth()).isEqualTo(2 * 288 + Overlay.GAP);
        assertThat(overlay.getRGB(9 * 5 + 8, 9 * 7)).isEqualTo(small.getRGB(5, 7));
        assertThat(overlay.getRGB(288 + Overlay.GAP + 9 * 5, 9 * 7 + 8)).isEqualTo(small.getRGB(5, 7));
    }

    @Test
    void scalesLargePicturesDown() {
        assertThat(size(4096, 1024)).containsExactly(2 * Overlay.MOST + Overlay.GAP, 256);
        assertThat(size(3000, 8)).containsExactly(2 * Overlay.MOST + Overlay.GAP, 3);
    }

    @Test
    void doesNotEnlargeBeyondWhatItWouldScaleDown() {
        assertThat(size(1000, 8)).containsExactly(2 * 1000 + Overlay.GAP, 8);
    }

    private static int[] size(int width, int height) {
        BufferedImage overlay = Overlay.of(new ExplainedImage(
                Pictures.colourful(width, height), PixelMask.of(Pictures.mask(2, 2, null, (x, y) -> x == y))));
        return new int[] {overlay.getWidth(), overlay.getHeight()};
    }

    private int[] part(int x, int y, int width, int height) {
        return overlay.getRGB(x, y, width, height, null, 0, width);
    }

    private static int brightest(int rgb) {
        return Math.max(rgb >> 16 & 0xff, Math.max(rgb >> 8 & 0xff, rgb & 0xff));
    }
}
