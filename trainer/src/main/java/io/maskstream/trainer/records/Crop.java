package io.maskstream.trainer.records;

import java.util.Arrays;
import java.util.Random;

/**
 * A square window of an image that has been moved and perhaps mirrored (He et al. 2016).
 *
 * @param top row of the image that is the window's first; may be beyond the image, as may others
 * @param left column that is its first
 * @param mirrored whether left and right of the image change places before
 * @param side of the window, in pixels
 */
record Crop(int top, int left, boolean mirrored, int side) {

    /** Mean over the images for training, rounded. */
    static final int MEAN_COLOUR = 0xFF000000 | 125 << 16 | 123 << 8 | 114;

    /** By how many pixels an image is moved at most (He et al. 2016). */
    private static final int SHIFT = 4;

    private static final int OUTSIDE = -1;

    static Crop drawn(Random random, int side) {
        int places = Cifar10.SIDE + 2 * SHIFT - side + 1;
        return new Crop(random.nextInt(places) - SHIFT, random.nextInt(places) - SHIFT, random.nextBoolean(), side);
    }

    /** The window's pixels; those beyond the image have the mean colour. */
    int[] of(int[] argb) {
        int[] window = new int[side * side];
        Arrays.setAll(window, i -> {
            int place = place(i);
            return place == OUTSIDE ? MEAN_COLOUR : argb[place];
        });
        return window;
    }

    /** The window's part of a mask; 0 beyond the image. */
    float[] of(float[] mask) {
        float[] window = new float[side * side];
        for (int i = 0; i < window.length; i++) {
            int place = place(i);
            window[i] = place == OUTSIDE ? 0 : mask[place];
        }
        return window;
    }

    /** Where in the image a pixel of the window stands. */
    private int place(int pixel) {
        int row = top + pixel / side;
        int column = left + pixel % side;
        boolean outside = row < 0 || row >= Cifar10.SIDE || column < 0 || column >= Cifar10.SIDE;
        return outside ? OUTSIDE : row * Cifar10.SIDE + (mirrored ? Cifar10.SIDE - 1 - column : column);
    }
}
