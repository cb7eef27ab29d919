package io.maskstream.trainer.records.augmentation;

import io.maskstream.schemas.input.PixelGrid;
import java.util.Random;

/**
 * A window of a picture that has been moved and perhaps mirrored (He et al. 2016).
 *
 * @param top row of the picture that is the window's first; may be beyond the picture, as may others
 * @param left column that is its first
 * @param mirrored whether left and right of the picture change places before
 * @param width of the window in pixels
 * @param height of the window in pixels
 */
record Crop(int top, int left, boolean mirrored, int width, int height) {

    /** By which part of its side a picture is moved at most (He et al. 2016: 4 of 32 pixels). */
    private static final int SHIFT_PART = 8;

    /** A window anywhere in a picture of a size that has been moved. */
    static Crop drawn(Random random, int pictureWidth, int pictureHeight, int width, int height, boolean mirror) {
        int down = pictureHeight / SHIFT_PART;
        int right = pictureWidth / SHIFT_PART;
        return new Crop(
                random.nextInt(pictureHeight + 2 * down - height + 1) - down,
                random.nextInt(pictureWidth + 2 * right - width + 1) - right,
                mirror && random.nextBoolean(),
                width,
                height);
    }

    /**
     * The window.
     *
     * @param mean colour of what is beyond the picture, a sample a channel
     */
    PixelGrid of(PixelGrid picture, byte[] mean) {
        int channels = picture.channels();
        byte[] window = new byte[width * height * channels];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int row = top + y;
                int column = left + x;
                int at = (y * width + x) * channels;
                if (row < 0 || row >= picture.height() || column < 0 || column >= picture.width()) {
                    System.arraycopy(mean, 0, window, at, channels);
                } else {
                    int from = row * picture.width() + (mirrored ? picture.width() - 1 - column : column);
                    System.arraycopy(picture.samples(), from * channels, window, at, channels);
                }
            }
        }
        return new PixelGrid(window, channels, width, height, width, height, PixelGrid.UPRIGHT);
    }
}
