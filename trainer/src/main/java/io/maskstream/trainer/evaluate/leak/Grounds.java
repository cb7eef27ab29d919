package io.maskstream.trainer.evaluate.leak;

import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.schemas.input.PixelGrid;
import io.maskstream.schemas.input.TokenSequence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Grounds over which the masks of other records are laid: content of the same size that has no class or a different
 * one. If the model then predicts the class of the mask's own record, the mask itself reveals the class.
 */
final class Grounds {

    private static final long SEED = 1839;

    /** The reach of each of the three means of a blur is the longer side of the image divided by this. */
    private static final int BLUR_PART = 16;

    private static final int BLURS = 3;
    private static final int OPACITY = 3;

    private Grounds() {}

    /**
     * Creates grounds for each record.
     *
     * @param inputs either all images or all sequences
     * @param said the predicted class of each; if all have the same class, no other record serves as a ground
     * @return one ground per record, by the name of the sort of ground
     */
    static Map<String, List<EncodedInput>> of(List<EncodedInput> inputs, int... said) {
        Random random = new Random(SEED);
        Map<String, List<EncodedInput>> grounds = new LinkedHashMap<>();
        boolean pictures = inputs.get(0) instanceof PixelGrid;
        if (pictures) {
            grounds.put(
                    "black",
                    inputs.stream()
                            .map(input -> filled((PixelGrid) input, null))
                            .toList());
        }
        int[] tokens = pictures
                ? new int[0]
                : inputs.stream().flatMapToInt(Grounds::content).toArray();
        grounds.put(
                "noise",
                inputs.stream()
                        .map(input -> input instanceof PixelGrid picture
                                ? filled(picture, random)
                                : noise((TokenSequence) input, tokens, random))
                        .toList());
        if (Arrays.stream(said).distinct().count() > 1) {
            List<EncodedInput> others = new ArrayList<>();
            for (int record = 0; record < inputs.size(); record++) {
                others.add(another(inputs, said, record, random));
            }
            if (pictures) {
                grounds.put(
                        "blurred record",
                        others.stream().map(other -> blurred((PixelGrid) other)).toList());
            }
            grounds.put("another record", others);
        }
        return grounds;
    }

    private static IntStream content(EncodedInput input) {
        TokenSequence sequence = (TokenSequence) input;
        return IntStream.range(0, sequence.parts()).map(sequence::id);
    }

    /** An opaque image that is black or, given a random generator, noise. */
    private static EncodedInput filled(PixelGrid picture, Random random) {
        byte[] samples = new byte[picture.samples().length];
        if (random != null) {
            random.nextBytes(samples);
        }
        if (picture.channels() > OPACITY) {
            for (int i = OPACITY; i < samples.length; i += picture.channels()) {
                samples[i] = (byte) 255;
            }
        }
        return picture.withSamples(samples);
    }

    private static EncodedInput noise(TokenSequence sequence, int[] tokens, Random random) {
        return sequence.with(IntStream.range(0, sequence.parts())
                .map(i -> tokens[random.nextInt(tokens.length)])
                .toArray());
    }

    /**
     * A record of another class. A sequence is cut to the same length; if all others are shorter, the longest one is
     * repeated.
     */
    private static EncodedInput another(List<EncodedInput> inputs, int[] said, int record, Random random) {
        int parts = inputs.get(record).parts();
        List<EncodedInput> others = IntStream.range(0, said.length)
                .filter(other -> said[other] != said[record])
                .mapToObj(inputs::get)
                .toList();
        int longest = others.stream().mapToInt(EncodedInput::parts).max().orElseThrow();
        List<EncodedInput> fitting = others.stream()
                .filter(other -> other.parts() >= Math.min(parts, longest))
                .toList();
        EncodedInput other = fitting.get(random.nextInt(fitting.size()));
        if (other instanceof PixelGrid picture) {
            return picture.withSamples(picture.samples());
        }
        int[] content = content(other).toArray();
        return content.length == 0
                ? inputs.get(record)
                : ((TokenSequence) inputs.get(record))
                        .with(IntStream.range(0, parts)
                                .map(i -> content[i % content.length])
                                .toArray());
    }

    /** Blurs an image by repeated means over each pixel's neighbours, which approximate a Gaussian. */
    private static EncodedInput blurred(PixelGrid picture) {
        int reach = Math.max(1, Math.max(picture.width(), picture.height()) / BLUR_PART);
        byte[] samples = picture.samples();
        for (int i = 0; i < BLURS; i++) {
            samples = mean(samples, picture.height(), picture.width() * picture.channels(), picture.channels(), reach);
            samples = mean(samples, 1, picture.samples().length, picture.width() * picture.channels(), reach);
        }
        return picture.withSamples(samples);
    }

    /**
     * Computes the mean over each sample's neighbours in one direction.
     *
     * @param lines number of lines, which do not affect each other
     * @param line number of samples in a line
     * @param step distance from a sample to its neighbour
     */
    private static byte[] mean(byte[] samples, int lines, int line, int step, int reach) {
        byte[] mean = new byte[samples.length];
        for (int start = 0; start < lines * line; start += line) {
            for (int i = 0; i < line; i++) {
                int sum = 0;
                int count = 0;
                for (int n = i - reach * step; n <= i + reach * step; n += step) {
                    if (n >= 0 && n < line) {
                        sum += samples[start + n] & 0xFF;
                        count++;
                    }
                }
                mean[start + i] = (byte) ((sum + count / 2) / count);
            }
        }
        return mean;
    }
}
