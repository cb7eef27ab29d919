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
 * Made-up square pictures in colour, of which a patch of 6x6 pixels at a random place decides the class, among patches of
 * other patterns that decide nothing, over a smooth background. A pattern has 3x3 squares, light or dark; the colours are drawn
 * anew for each patch, and so tell nothing.
 */
public final class PlantedPatches implements RecordSource {

    /** Side of a patch in pixels. */
    static final int PATCH = 6;

    /** Along a side of a pattern. */
    private static final int SQUARES = 3;

    private static final int FEWEST_LIGHT = 4;
    private static final int MOST_LIGHT = 5;

    /** Squares in which two patterns differ, at least. */
    private static final int DIFFERENT = 3;

    private static final int CHANNELS = 3;
    private static final int WAVES = 3;
    private static final double NOISE = 5;

    /**
     * What is drawn.
     *
     * @param side of a picture in pixels
     * @param classes how many patterns decide, and how many others do not
     * @param distracting how many patches of each picture decide nothing
     */
    public record Drawing(int side, int classes, int distracting) {

        /** As CIFAR-10's pictures. */
        public static final Drawing USUAL = new Drawing(32, 10, 4);
    }

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
    private final Drawing drawing;
    private final String name;

    /**
     * Makes the pictures.
     *
     * @param count of pictures
     * @param seed the same seed makes the same pictures
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

    /** Of a picture, in pixels. */
    int side() {
        return drawing.side();
    }

    /** Patterns as bits, about half of them light. */
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

    /** A few long waves of each colour, and a little noise. */
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
