package io.maskstream.trainer.records.augmentation;

import io.maskstream.schemas.input.PixelGrid;
import java.util.Random;

/**
 * A crop of an image that is shifted and possibly mirrored (He et al. 2016).
 *
 * @param top row of the image at the top of the crop; the crop may extend beyond the image
 * @param left column of the image at the left of the crop
 * @param mirrored whether the image is mirrored horizontally before
 * @param width width of the crop in pixels
 * @param height height of the crop in pixels
 */
record Crop(int top, int left, boolean mirrored, int width, int height) {

    /** Images are shifted by at most 1/8 of their side (He et al. 2016: 4 of 32 pixels). */
    private static final int SHIFT_PART = 8;

    /** Draws a random crop of a shifted image. */
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
     * Returns the cropped pixels.
     *
     * @param mean colour of pixels beyond the image, one sample for each channel
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
