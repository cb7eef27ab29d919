package io.maskstream.trainer.records;

import java.util.Random;

/** How an image is shown of which only parts are left. */
@FunctionalInterface
interface PartialView {

    /**
     * Draws a view of one of a set's images.
     *
     * @param image its index in the set
     * @param crop the window of it to show
     * @return the window's pixels, and what a model shall say of them
     */
    Batch.Example of(int image, Crop crop, Random random);
}
