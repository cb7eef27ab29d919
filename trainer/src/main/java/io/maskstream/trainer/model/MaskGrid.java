package io.maskstream.trainer.model;

import io.maskstream.schemas.artifact.ImageInput;

/**
 * The resolution of a mask of images. Up to {@value #FINEST} pixels per side, each pixel is a cell. In larger images a
 * cell is a square of pixels, just large enough that the longer side has at most {@value #FINEST} cells. A weight for
 * each of 50,000 pixels would be costly to learn and tell little more, since the last feature maps of a model are
 * coarser still.
 *
 * @param width in cells
 * @param height in cells
 */
record MaskGrid(int width, int height) {

    private static final int FINEST = 64;

    /** Returns the grid for images of a size in pixels. */
    static MaskGrid of(int width, int height) {
        int pixels = (Math.max(width, height) + FINEST - 1) / FINEST;
        return new MaskGrid(
                Math.max(1, Math.round((float) width / pixels)), Math.max(1, Math.round((float) height / pixels)));
    }

    ImageInput input(int pixelWidth, int pixelHeight, int channels) {
        return ImageInput.channelsLast(pixelWidth, pixelHeight, channels, width, height);
    }
}
