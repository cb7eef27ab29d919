package io.maskstream.trainer.records;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Parts drawn at random: a rectangle, of a third to all of each side, or blotches of any size down to single pixels, a tenth
 * to nine tenths of the window. A model shall tell the class from them.
 */
record RandomParts(List<Cifar10.Image> images) implements PartialView {

    /** Along each side of the coarsest noise. */
    private static final int FEWEST_CELLS = 4;

    @Override
    public Batch.Example of(int image, Crop crop, Random random) {
        int[] argb = crop.of(images.get(image).argb());
        if (random.nextBoolean()) {
            leaveRectangle(argb, crop.side(), random);
        } else {
            leaveBlotches(argb, crop.side(), random);
        }
        return ImageSet.example(argb, crop.side(), images.get(image).label());
    }

    private static void leaveRectangle(int[] argb, int side, Random random) {
        int height = side - random.nextInt(2 * side / 3 + 1);
        int width = side - random.nextInt(2 * side / 3 + 1);
        int top = random.nextInt(side - height + 1);
        int left = random.nextInt(side - width + 1);
        for (int y = 0; y < side; y++) {
            boolean outside = y < top || y >= top + height;
            Arrays.fill(argb, y * side, y * side + (outside ? side : left), Crop.MEAN_COLOUR);
            Arrays.fill(argb, y * side + (outside ? side : left + width), (y + 1) * side, Crop.MEAN_COLOUR);
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
            argb[i] = heights[i] < least ? Crop.MEAN_COLOUR : argb[i];
        }
    }
}
