package io.maskstream.trainer.mask;

/**
 * Sizes of an image and of its mask.
 *
 * @param height of the image in pixels
 * @param width of the image in pixels
 * @param maskHeight height of the mask in cells, at most {@code height}
 * @param maskWidth width of the mask in cells, at most {@code width}
 */
record ImageGrid(int height, int width, int maskHeight, int maskWidth) {

    /** Returns whether each cell is one pixel. */
    boolean isFull() {
        return maskHeight == height && maskWidth == width;
    }

    /** Returns a grid of the same image with a cell for each pixel. */
    ImageGrid ofPixels() {
        return new ImageGrid(height, width, height, width);
    }

    /** Returns the grid of the evidence for the same image. */
    ImageGrid ofEvidence() {
        return new ImageGrid(height, width, EvidenceNetwork.cells(maskHeight), EvidenceNetwork.cells(maskWidth));
    }

    int cells() {
        return maskHeight * maskWidth;
    }
}
