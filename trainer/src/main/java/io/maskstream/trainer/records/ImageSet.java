package io.maskstream.trainer.records;

import io.maskstream.schemas.input.PixelGrid;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Images with their class as sequences of pixels: ARGB, row by row. */
public final class ImageSet {

    /** In place of an index of a class: all shall be as probable. */
    public static final int NO_CLASS = -1;

    private static final int CHANNELS = 3;

    private final List<Cifar10.Image> images;
    private final PartialView parts;

    /** Images of which, where only parts are left, these are drawn at random. */
    public ImageSet(List<Cifar10.Image> images) {
        this(images, new RandomParts(images));
    }

    private ImageSet(List<Cifar10.Image> images, PartialView parts) {
        this.images = List.copyOf(images);
        this.parts = parts;
    }

    /**
     * The same images, of which, where only parts are left, these are what masks leave of them.
     *
     * @param masks one an image in their order, each as many weights in [0,1] as it has pixels
     * @throws IllegalArgumentException if there is one class alone, or another number of masks
     */
    public ImageSet seenThrough(List<float[]> masks) {
        return new ImageSet(images, new MaskedViews(images, masks));
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
                .map(image -> example(image.argb(), Cifar10.SIDE, image.label()))
                .toList();
    }

    /**
     * Each image once, moved, mirrored and with a part covered at random, so that no epoch sees the same (moves and mirrors
     * after He et al. 2016, covers after DeVries and Taylor 2017). Of some images only parts are left. What is beyond the
     * image and what is covered has the mean colour, which is also what a mask of 0 makes of a pixel: so the model has seen
     * images with parts missing.
     *
     * @param side of the window that is cut out of the moved image, at most {@value Cifar10#SIDE}; small ones cost less
     * @param cover side of the square that is covered; 0 for none
     * @param revealed share of the images of which only parts are left, in [0,1]
     */
    public List<Batch.Example> augmented(Random random, int side, int cover, double revealed) {
        List<Batch.Example> examples = new ArrayList<>(images.size());
        for (int i = 0; i < images.size(); i++) {
            Crop crop = Crop.drawn(random, side);
            if (revealed > 0 && random.nextDouble() < revealed) {
                examples.add(parts.of(i, crop, random));
                continue;
            }
            int[] argb = crop.of(images.get(i).argb());
            if (cover > 0) {
                cover(argb, side, random.nextInt(side) - cover / 2, random.nextInt(side) - cover / 2, cover);
            }
            examples.add(example(argb, side, images.get(i).label()));
        }
        return examples;
    }

    /** Of a square image. */
    static Batch.Example example(int[] argb, int side, int target) {
        byte[] samples = new byte[CHANNELS * argb.length];
        for (int i = 0; i < argb.length; i++) {
            samples[CHANNELS * i] = (byte) (argb[i] >> 16);
            samples[CHANNELS * i + 1] = (byte) (argb[i] >> 8);
            samples[CHANNELS * i + 2] = (byte) argb[i];
        }
        return new Batch.Example(new PixelGrid(samples, CHANNELS, side, side, side, side, PixelGrid.UPRIGHT), target);
    }

    private static void cover(int[] argb, int side, int top, int left, int size) {
        for (int y = Math.max(0, top); y < Math.min(side, top + size); y++) {
            int row = y * side;
            Arrays.fill(argb, row + Math.max(0, left), row + Math.min(side, left + size), Crop.MEAN_COLOUR);
        }
    }
}
