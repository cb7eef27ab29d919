package io.maskstream.trainer.records.augmentation;

import io.maskstream.schemas.input.PixelGrid;
import java.util.Arrays;
import java.util.Random;

/**
 * Keeps random parts of an image: a rectangle of a third to all of each side, or blotches of any size down to single
 * pixels that cover a tenth to nine tenths of the image. It trains a model to classify from parts.
 *
 * @param mean colour of the pixels that are left out, one sample for each channel
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record RandomParts(byte[] mean) {

    /** Number of cells along each side of the coarsest noise. */
    private static final int FEWEST_CELLS = 4;

    /** Sets all but a random part of the image to the mean colour. */
    void leave(PixelGrid picture, Random random) {
        boolean[] left = random.nextBoolean()
                ? rectangle(picture.width(), picture.height(), random)
                : blotches(picture.width(), picture.height(), random);
        for (int i = 0; i < left.length; i++) {
            if (!left[i]) {
                fill(picture, i);
            }
        }
    }

    /** Sets a rectangle of the image to the mean colour; it may extend beyond the image. */
    void cover(PixelGrid picture, int top, int left, int width, int height) {
        for (int y = Math.max(0, top); y < Math.min(picture.height(), top + height); y++) {
            for (int x = Math.max(0, left); x < Math.min(picture.width(), left + width); x++) {
                fill(picture, y * picture.width() + x);
            }
        }
    }

    private void fill(PixelGrid picture, int pixel) {
        System.arraycopy(mean, 0, picture.samples(), pixel * mean.length, mean.length);
    }

    private static boolean[] rectangle(int width, int height, Random random) {
        int partHeight = height - random.nextInt(2 * height / 3 + 1);
        int partWidth = width - random.nextInt(2 * width / 3 + 1);
        int top = random.nextInt(height - partHeight + 1);
        int left = random.nextInt(width - partWidth + 1);
        boolean[] inside = new boolean[width * height];
        for (int y = top; y < top + partHeight; y++) {
            Arrays.fill(inside, y * width + left, y * width + left + partWidth, true);
        }
        return inside;
    }

    /** Returns the area in which noise, drawn on a coarse grid and upsampled by linear interpolation, is highest. */
    private static boolean[] blotches(int width, int height, Random random) {
        int cells = Math.min(Math.min(width, height), FEWEST_CELLS << random.nextInt(4));
        float[] noise = new float[(cells + 1) * (cells + 1)];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = random.nextFloat();
        }
        float[] heights = new float[width * height];
        for (int i = 0; i < heights.length; i++) {
            float y = i / width * cells / (float) height;
            float x = i % width * cells / (float) width;
            int corner = ((int) y) * (cells + 1) + (int) x;
            float across = x - (int) x;
            float upper = noise[corner] * (1 - across) + noise[corner + 1] * across;
            float lower = noise[corner + cells + 1] * (1 - across) + noise[corner + cells + 2] * across;
            heights[i] = upper + (lower - upper) * (y - (int) y);
        }
        float[] sorted = heights.clone();
        Arrays.sort(sorted);
        double share = 0.1 + 0.8 * random.nextDouble();
        float least = sorted[(int) ((1 - share) * sorted.length)];
        boolean[] inside = new boolean[heights.length];
        for (int i = 0; i < inside.length; i++) {
            inside[i] = heights[i] >= least;
        }
        return inside;
    }
}
