package io.maskstream.trainer.mask;

/**
 * Sizes of an image.
 *
 * @param height of the image in pixels
 * @param width of the image in pixels
 * @param maskHeight in cells, at most {@code height}
 * @param maskWidth in cells, at most {@code width}
 */
record ImageGrid(int height, int width, int maskHeight, int maskWidth) {

    /** Whether a cell is a pixel. */
    boolean isFull() {
        return maskHeight == height && maskWidth == width;
    }

    /** A cell for each pixel of the same image. */
    ImageGrid ofPixels() {
        return new ImageGrid(height, width, height, width);
    }

    /** For the evidence of the same image. */
    ImageGrid ofEvidence() {
        return new ImageGrid(height, width, EvidenceNetwork.cells(maskHeight), EvidenceNetwork.cells(maskWidth));
    }

    int cells() {
        return maskHeight * maskWidth;
    }
}
