package io.maskstream.trainer.records;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Images through masks: half of them through their own, and a model shall tell the class; half through that of an image of
 * another class, and it shall tell none. So a model learns that what is shown may not be what matters, and that a mask's shape
 * says nothing of the class, the latter not wholly: the trainer's README has figures. Some of the masks are made hard: 1 at
 * the highest weights and 0 elsewhere.
 */
record MaskedViews(List<Cifar10.Image> images, List<float[]> masks) implements PartialView {

    /** Shares of the pixels that a hard mask keeps, the same as where masks are fitted. */
    private static final double SMALLEST_BUDGET = 0.05;

    private static final double LARGEST_BUDGET = 0.4;

    /** Share of the masks that are made hard. */
    private static final double HARD = 0.3;

    MaskedViews {
        if (masks.size() != images.size()) {
            throw new IllegalArgumentException("there are " + masks.size() + " masks for " + images.size() + " images");
        }
        if (images.stream().mapToInt(Cifar10.Image::label).distinct().count() < 2) {
            throw new IllegalArgumentException("images of one class alone have no masks of another class");
        }
    }

    @Override
    public Batch.Example of(int image, Crop crop, Random random) {
        int label = images.get(image).label();
        boolean own = random.nextBoolean();
        float[] mask = own
                ? crop.of(masks.get(image))
                : Crop.drawn(random, crop.side()).of(masks.get(ofAnotherClass(label, random)));
        if (random.nextDouble() < HARD) {
            mask = hard(mask, SMALLEST_BUDGET + (LARGEST_BUDGET - SMALLEST_BUDGET) * random.nextDouble());
        }
        return ImageSet.example(
                masked(crop.of(images.get(image).argb()), mask), crop.side(), own ? label : ImageSet.NO_CLASS);
    }

    private int ofAnotherClass(int label, Random random) {
        int other = random.nextInt(images.size());
        while (images.get(other).label() == label) {
            other = random.nextInt(images.size());
        }
        return other;
    }

    private static float[] hard(float[] mask, double budget) {
        float[] sorted = mask.clone();
        Arrays.sort(sorted);
        float least = sorted[sorted.length - Math.max(1, (int) Math.round(budget * sorted.length))];
        float[] hard = new float[mask.length];
        for (int i = 0; i < hard.length; i++) {
            // What is beyond the image has no weight, however few others there are.
            hard[i] = mask[i] >= least && mask[i] > 0 ? 1 : 0;
        }
        return hard;
    }

    private static int[] masked(int[] argb, float[] mask) {
        int[] masked = new int[argb.length];
        Arrays.setAll(
                masked,
                i -> 0xFF000000 | part(argb[i], 16, mask[i]) | part(argb[i], 8, mask[i]) | part(argb[i], 0, mask[i]));
        return masked;
    }

    /** A channel between the mean colour, at a weight of 0, and its own. */
    private static int part(int argb, int shift, float weight) {
        int mean = Crop.MEAN_COLOUR >> shift & 0xFF;
        int value = argb >> shift & 0xFF;
        return Math.round(mean + weight * (value - mean)) << shift;
    }
}
