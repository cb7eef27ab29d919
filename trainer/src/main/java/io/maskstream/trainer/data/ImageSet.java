package io.maskstream.trainer.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Images with their class as sequences of pixels: ARGB, row by row. */
public final class ImageSet {

    /** Mean over the images for training, rounded. */
    private static final int MEAN_COLOUR = 0xFF000000 | 125 << 16 | 123 << 8 | 114;

    /** By how many pixels an image is moved at most (He et al. 2016). */
    private static final int SHIFT = 4;

    /** Along each side of the coarsest noise. */
    private static final int FEWEST_CELLS = 4;

    private final List<Cifar10.Image> images;

    public ImageSet(List<Cifar10.Image> images) {
        this.images = List.copyOf(images);
    }

    /**
     * Holds some of the images for training out, to choose settings by.
     *
     * @param share of them
     */
    public static Split<Cifar10.Image> split(Cifar10 cifar10, double share, long seed) {
        return Split.heldOut(cifar10.train(), cifar10.test(), image -> image, share, seed);
    }

    /** One an image in their order; its target is the index of its class. */
    public List<Batch.Example> examples() {
        return images.stream()
                .map(image -> new Batch.Example(image.argb(), image.label()))
                .toList();
    }

    /**
     * Each image once, moved, mirrored and with a part covered at random, so that no epoch sees the same (moves and mirrors
     * after He et al. 2016, covers after DeVries and Taylor 2017). Of some images only parts are left: a rectangle, of a
     * third to all of each side, or blotches of any size down to single pixels, a tenth to nine tenths of the image. What is
     * beyond the image and what is covered has the mean colour, which is also what a mask of 0 makes of a pixel: so the
     * model has seen images with parts missing.
     *
     * @param side of the window that is cut out of the moved image, at most {@value Cifar10#SIDE}; small ones cost less
     * @param cover side of the square that is covered; 0 for none
     * @param revealed share of the images of which only parts are left, in [0,1]
     */
    public List<Batch.Example> augmented(Random random, int side, int cover, double revealed) {
        List<Batch.Example> examples = new ArrayList<>(images.size());
        for (Cifar10.Image image : images) {
            int top = random.nextInt(Cifar10.SIDE + 2 * SHIFT - side + 1) - SHIFT;
            int left = random.nextInt(Cifar10.SIDE + 2 * SHIFT - side + 1) - SHIFT;
            boolean mirrored = random.nextBoolean();
            int[] argb = window(image.argb(), top, left, mirrored, side);
            if (revealed > 0 && random.nextDouble() < revealed) {
                if (random.nextBoolean()) {
                    leaveRectangle(argb, side, random);
                } else {
                    leaveBlotches(argb, side, random);
                }
            } else if (cover > 0) {
                cover(argb, side, random.nextInt(side) - cover / 2, random.nextInt(side) - cover / 2, cover);
            }
            examples.add(new Batch.Example(argb, image.label()));
        }
        return examples;
    }

    private static int[] window(int[] argb, int top, int left, boolean mirrored, int side) {
        int[] window = new int[side * side];
        Arrays.fill(window, MEAN_COLOUR);
        for (int y = Math.max(0, -top); y < side && top + y < Cifar10.SIDE; y++) {
            for (int x = Math.max(0, -left); x < side && left + x < Cifar10.SIDE; x++) {
                int from = mirrored ? Cifar10.SIDE - 1 - (left + x) : left + x;
                window[y * side + x] = argb[(top + y) * Cifar10.SIDE + from];
            }
        }
        return window;
    }

    private static void leaveRectangle(int[] argb, int side, Random random) {
        int height = side - random.nextInt(2 * side / 3 + 1);
        int width = side - random.nextInt(2 * side / 3 + 1);
        int top = random.nextInt(side - height + 1);
        int left = random.nextInt(side - width + 1);
        for (int y = 0; y < side; y++) {
            boolean outside = y < top || y >= top + height;
            Arrays.fill(argb, y * side, y * side + (outside ? side : left), MEAN_COLOUR);
            Arrays.fill(argb, y * side + (outside ? side : left + width), (y + 1) * side, MEAN_COLOUR);
        }
    }

    /** What is left is where noise, drawn on a coarse grid and enlarged by linear interpolation, is highest. */
    private static void leaveBlotches(int[] argb, int side, Random random) {
        int cells = Math.min(side, FEWEST_CELLS << random.nextInt(4));
        float[] noise = new float[(cells + 1) * (cells + 1)];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = random.nextFloat();
        }
        float[] heights = new float[side * side];
        for (int i = 0; i < heights.length; i++) {
            int row = i / side;
            int column = i % side;
            float y = row * cells / (float) side;
            float x = column * cells / (float) side;
            int corner = ((int) y) * (cells + 1) + (int) x;
            float across = x - (int) x;
            float upper = noise[corner] * (1 - across) + noise[corner + 1] * across;
            float lower = noise[corner + cells + 1] * (1 - across) + noise[corner + cells + 2] * across;
            heights[i] = upper + (lower - upper) * (y - (int) y);
        }
        float[] sorted = heights.clone();
        Arrays.sort(sorted);
        double left = 0.1 + 0.8 * random.nextDouble();
        float least = sorted[(int) ((1 - left) * sorted.length)];
        for (int i = 0; i < argb.length; i++) {
            argb[i] = heights[i] < least ? MEAN_COLOUR : argb[i];
        }
    }

    private static void cover(int[] argb, int side, int top, int left, int size) {
        for (int y = Math.max(0, top); y < Math.min(side, top + size); y++) {
            int row = y * side;
            Arrays.fill(argb, row + Math.max(0, left), row + Math.min(side, left + size), MEAN_COLOUR);
        }
    }
}
