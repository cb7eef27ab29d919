package io.maskstream.trainer.evaluate.truth;

import io.maskstream.schemas.record.Image;
import io.maskstream.schemas.record.ImageSize;
import io.maskstream.trainer.records.RecordSource;
import io.maskstream.trainer.records.SourceDescription;
import io.maskstream.trainer.records.SourceRecord;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Artificial square colour images. A patch of 6x6 pixels at a random place decides the class; patches of other patterns
 * are irrelevant, and the background is smooth. A pattern has 3x3 light or dark squares. The colours are random for
 * each patch, so they say nothing about the class.
 */
public final class PlantedPatches implements RecordSource {

    /** Side of a patch in pixels. */
    static final int PATCH = 6;

    /** Number of squares along a side of a pattern. */
    private static final int SQUARES = 3;

    private static final int FEWEST_LIGHT = 4;
    private static final int MOST_LIGHT = 5;

    /** Minimum number of squares in which two patterns differ. */
    private static final int DIFFERENT = 3;

    private static final int CHANNELS = 3;
    private static final int WAVES = 3;
    private static final double NOISE = 5;

    /**
     * The settings of the images.
     *
     * @param side of an image in pixels
     * @param classes number of deciding patterns, and of irrelevant ones
     * @param distracting number of irrelevant patches in each image
     */
    public record Drawing(int side, int classes, int distracting) {

        /** The size and number of classes of CIFAR-10. */
        public static final Drawing USUAL = new Drawing(32, 10, 4);
    }

    /**
     * The place of a patch.
     *
     * @param top first row, in pixels
     * @param left first column, in pixels
     */
    record Patch(int top, int left) {

        boolean holds(int row, int column) {
            return row >= top && row < top + PATCH && column >= left && column < left + PATCH;
        }

        /** Whether two patches overlap or touch. */
        boolean touches(Patch other) {
            return Math.abs(top - other.top) <= PATCH && Math.abs(left - other.left) <= PATCH;
        }
    }

    /** The patches of each image; the first one decides the class. */
    private final Map<Image, List<Patch>> patches = new HashMap<>();

    private final List<SourceRecord> records = new ArrayList<>();
    private final Drawing drawing;
    private final String name;

    /**
     * Creates the images.
     *
     * @param count number of images
     * @param seed of the images
     */
    public PlantedPatches(Drawing drawing, int count, long seed) {
        this.drawing = drawing;
        name = count + " made-up pictures with a deciding patch, seed " + seed;
        List<Integer> deciding = patterns(2 * drawing.classes()).subList(0, drawing.classes());
        List<Integer> others = patterns(2 * drawing.classes()).subList(drawing.classes(), 2 * drawing.classes());
        Random random = new Random(seed);
        for (int i = 0; i < count; i++) {
            int label = random.nextInt(drawing.classes());
            List<Patch> placed = places(random);
            byte[] picture = background(random);
            draw(picture, placed.get(0), deciding.get(label), random);
            placed.subList(1, placed.size())
                    .forEach(patch -> draw(picture, patch, others.get(random.nextInt(others.size())), random));
            Image image = new Image(ByteBuffer.wrap(picture), new ImageSize(side(), side()));
            patches.put(image, placed);
            records.add(new SourceRecord("picture " + i, image, "pattern" + label, null));
        }
    }

    /** The side of an image in pixels. */
    int side() {
        return drawing.side();
    }

    /** Share of an image that the deciding patch covers. */
    public double shareOfPatch() {
        return PATCH * PATCH / (double) (side() * side());
    }

    /** Returns patterns as bits, about half of which are light squares. */
    private static List<Integer> patterns(int count) {
        List<Integer> patterns = new ArrayList<>();
        for (int bits = 0; patterns.size() < count; bits++) {
            int candidate = bits;
            if (Integer.bitCount(bits) >= FEWEST_LIGHT
                    && Integer.bitCount(bits) <= MOST_LIGHT
                    && patterns.stream().allMatch(other -> Integer.bitCount(other ^ candidate) >= DIFFERENT)) {
                patterns.add(bits);
            }
        }
        return List.copyOf(patterns);
    }

    private List<Patch> places(Random random) {
        int count = 1 + drawing.distracting();
        List<Patch> placed = new ArrayList<>();
        while (placed.size() < count) {
            placed.clear();
            for (int attempt = 0; placed.size() < count && attempt < 10 * count; attempt++) {
                Patch patch = new Patch(random.nextInt(side() - PATCH + 1), random.nextInt(side() - PATCH + 1));
                if (placed.stream().noneMatch(patch::touches)) {
                    placed.add(patch);
                }
            }
        }
        return List.copyOf(placed);
    }

    /** Draws a few long waves in each colour channel, and a little noise. */
    private byte[] background(Random random) {
        byte[] picture = new byte[CHANNELS * side() * side()];
        for (int channel = 0; channel < CHANNELS; channel++) {
            double[] values = new double[side() * side()];
            double mean = 90 + 80 * random.nextDouble();
            for (int wave = 0; wave < WAVES; wave++) {
                double across = random.nextGaussian() * Math.PI / side();
                double down = random.nextGaussian() * Math.PI / side();
                double phase = 2 * Math.PI * random.nextDouble();
                for (int i = 0; i < values.length; i++) {
                    values[i] += 25 * Math.sin(i % side() * across + Math.floorDiv(i, side()) * down + phase);
                }
            }
            for (int i = 0; i < values.length; i++) {
                picture[CHANNELS * i + channel] = sample(mean + values[i] + NOISE * random.nextGaussian());
            }
        }
        return picture;
    }

    private void draw(byte[] picture, Patch patch, int pattern, Random random) {
        int[] dark = random.ints(CHANNELS, 0, 90).toArray();
        int[] light = random.ints(CHANNELS, 160, 256).toArray();
        int square = PATCH / SQUARES;
        for (int y = 0; y < PATCH; y++) {
            for (int x = 0; x < PATCH; x++) {
                int bit = y / square * SQUARES + x / square;
                int[] colour = (pattern >> bit & 1) == 1 ? light : dark;
                int pixel = (patch.top() + y) * side() + patch.left() + x;
                for (int channel = 0; channel < CHANNELS; channel++) {
                    picture[CHANNELS * pixel + channel] = sample(colour[channel] + NOISE * random.nextGaussian());
                }
            }
        }
    }

    private static byte sample(double value) {
        return (byte) Math.round(Math.max(0, Math.min(255, value)));
    }

    /** Returns the patches of one of these images; the first one decides its class. */
    List<Patch> patches(Image image) {
        return patches.get(image);
    }

    @Override
    public void forEach(Consumer<SourceRecord> visitor, Consumer<String> skipped) {
        records.forEach(visitor);
    }

    @Override
    public SourceDescription describe() {
        return new SourceDescription(name, null);
    }
}
