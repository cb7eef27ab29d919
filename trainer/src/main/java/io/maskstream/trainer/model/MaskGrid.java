package io.maskstream.trainer.model;

import io.maskstream.schemas.artifact.ImageInput;

/**
 * How fine a mask of pictures is: a cell a pixel up to {@value #FINEST} pixels a side; above, a cell for each square of as
 * many pixels as bring the longer side down to that. A weight for each of 50,000 pixels would cost more to learn than it
 * tells: what a model has seen is known by its last maps, which are coarser still.
 *
 * @param width in cells
 * @param height in cells
 */
record MaskGrid(int width, int height) {

    private static final int FINEST = 64;

    /** The grid for pictures of a size in pixels. */
    static MaskGrid of(int width, int height) {
        int pixels = (Math.max(width, height) + FINEST - 1) / FINEST;
        return new MaskGrid(
                Math.max(1, Math.round((float) width / pixels)), Math.max(1, Math.round((float) height / pixels)));
    }

    ImageInput input(int pixelWidth, int pixelHeight, int channels) {
        return ImageInput.channelsLast(pixelWidth, pixelHeight, channels, width, height);
    }
}
