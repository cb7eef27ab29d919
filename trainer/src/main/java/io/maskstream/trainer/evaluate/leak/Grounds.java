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
 * What masks are laid over that were made for other records: something of the same size that says nothing of their class, or
 * says another. If the model sees the class of a mask's own record there, the mask itself says it.
 */
final class Grounds {

    private static final long SEED = 1839;

    /** Of a picture's longer side: the reach of each of three means that make a blur. */
    private static final int BLUR_PART = 16;

    private static final int BLURS = 3;
    private static final int OPACITY = 3;

    private Grounds() {}

    /**
     * A ground for each record.
     *
     * @param inputs all pictures or all sequences
     * @param said class of each; where all are of one class, there is no other record to lay a mask over
     * @return by the name of the sort, one a record
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

    /** Black, or random samples; opaque. */
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
     * A record of another class; of sequences one that is no shorter, cut to the same length, or the longest one again and
     * again.
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

    /** A picture without details: means over each pixel's neighbours, again and again, which comes near a normal distribution. */
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
     * The mean over each sample's neighbours in one direction.
     *
     * @param lines that are looked at by themselves
     * @param line samples of each
     * @param step from a sample to its neighbour
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
