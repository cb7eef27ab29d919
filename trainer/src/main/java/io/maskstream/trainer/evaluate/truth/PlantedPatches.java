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
 * Made-up pictures of 32x32 pixels in colour, of which a patch of 6x6 at a random place decides the class, among patches of
 * other patterns that decide nothing, over a smooth background. A pattern has 3x3 squares, light or dark; the colours are drawn
 * anew for each patch, and so tell nothing.
 */
public final class PlantedPatches implements RecordSource {

    static final int SIDE = 32;

    /** Side of a patch in pixels. */
    static final int PATCH = 6;

    private static final int CLASSES = 10;

    /** Along a side of a pattern. */
    private static final int SQUARES = 3;

    private static final int FEWEST_LIGHT = 4;
    private static final int MOST_LIGHT = 5;

    /** Squares in which two patterns differ, at least. */
    private static final int DIFFERENT = 3;

    private static final int FEWEST_DISTRACTING = 3;
    private static final int MOST_DISTRACTING = 5;

    private static final int CHANNELS = 3;
    private static final int WAVES = 3;
    private static final double NOISE = 5;

    /** Those of even index decide. */
    private static final List<Integer> PATTERNS = patterns();

    /**
     * Where a patch stands.
     *
     * @param top first row, in pixels
     * @param left first column, in pixels
     */
    record Patch(int top, int left) {

        boolean holds(int row, int column) {
            return row >= top && row < top + PATCH && column >= left && column < left + PATCH;
        }

        /** Whether they overlap or touch. */
        boolean touches(Patch other) {
            return Math.abs(top - other.top) <= PATCH && Math.abs(left - other.left) <= PATCH;
        }
    }

    /** The patches of a picture: the first decides. */
    private final Map<Image, List<Patch>> patches = new HashMap<>();

    private final List<SourceRecord> records = new ArrayList<>();
    private final String name;

    /**
     * Makes the pictures.
     *
     * @param count of pictures
     * @param seed the same seed makes the same pictures
     */
    public PlantedPatches(int count, long seed) {
        name = count + " made-up pictures with a deciding patch, seed " + seed;
        Random random = new Random(seed);
        for (int i = 0; i < count; i++) {
            int label = random.nextInt(CLASSES);
            List<Patch> placed =
                    places(1 + FEWEST_DISTRACTING + random.nextInt(MOST_DISTRACTING - FEWEST_DISTRACTING + 1), random);
            byte[] picture = background(random);
            draw(picture, placed.get(0), PATTERNS.get(2 * label), random);
            placed.subList(1, placed.size())
                    .forEach(patch -> draw(picture, patch, PATTERNS.get(2 * random.nextInt(CLASSES) + 1), random));
            Image image = new Image(ByteBuffer.wrap(picture), new ImageSize(SIDE, SIDE));
            patches.put(image, placed);
            records.add(new SourceRecord("picture " + i, image, "pattern" + label, null));
        }
    }

    /** Patterns as bits, that differ from each other wherever one may shift a square. */
    private static List<Integer> patterns() {
        List<Integer> patterns = new ArrayList<>();
        for (int bits = 0; patterns.size() < 2 * CLASSES; bits++) {
            int candidate = bits;
            if (Integer.bitCount(bits) >= FEWEST_LIGHT
                    && Integer.bitCount(bits) <= MOST_LIGHT
                    && patterns.stream().allMatch(other -> Integer.bitCount(other ^ candidate) >= DIFFERENT)) {
                patterns.add(bits);
            }
        }
        return List.copyOf(patterns);
    }

    private static List<Patch> places(int count, Random random) {
        List<Patch> placed = new ArrayList<>();
        while (placed.size() < count) {
            placed.clear();
            for (int attempt = 0; placed.size() < count && attempt < 10 * count; attempt++) {
                Patch patch = new Patch(random.nextInt(SIDE - PATCH + 1), random.nextInt(SIDE - PATCH + 1));
                if (placed.stream().noneMatch(patch::touches)) {
                    placed.add(patch);
                }
            }
        }
        return List.copyOf(placed);
    }

    /** A few long waves of each colour, and a little noise. */
    private static byte[] background(Random random) {
        byte[] picture = new byte[CHANNELS * SIDE * SIDE];
        for (int channel = 0; channel < CHANNELS; channel++) {
            double[] values = new double[SIDE * SIDE];
            double mean = 90 + 80 * random.nextDouble();
            for (int wave = 0; wave < WAVES; wave++) {
                double across = random.nextGaussian() * Math.PI / SIDE;
                double down = random.nextGaussian() * Math.PI / SIDE;
                double phase = 2 * Math.PI * random.nextDouble();
                for (int i = 0; i < values.length; i++) {
                    values[i] += 25 * Math.sin(i % SIDE * across + Math.floorDiv(i, SIDE) * down + phase);
                }
            }
            for (int i = 0; i < values.length; i++) {
                picture[CHANNELS * i + channel] = sample(mean + values[i] + NOISE * random.nextGaussian());
            }
        }
        return picture;
    }

    private static void draw(byte[] picture, Patch patch, int pattern, Random random) {
        int[] dark = random.ints(CHANNELS, 0, 90).toArray();
        int[] light = random.ints(CHANNELS, 160, 256).toArray();
        int square = PATCH / SQUARES;
        for (int y = 0; y < PATCH; y++) {
            for (int x = 0; x < PATCH; x++) {
                int bit = y / square * SQUARES + x / square;
                int[] colour = (pattern >> bit & 1) == 1 ? light : dark;
                int pixel = (patch.top() + y) * SIDE + patch.left() + x;
                for (int channel = 0; channel < CHANNELS; channel++) {
                    picture[CHANNELS * pixel + channel] = sample(colour[channel] + NOISE * random.nextGaussian());
                }
            }
        }
    }

    private static byte sample(double value) {
        return (byte) Math.round(Math.max(0, Math.min(255, value)));
    }

    /** The patches of one of these pictures; the first decides its class. */
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
