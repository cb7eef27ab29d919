package io.maskstream.trainer.records.augmentation;

import io.maskstream.schemas.input.EncodedInput;
import io.maskstream.schemas.input.PixelGrid;
import java.util.ArrayList;
import java.util.List;

/**
 * Mean and standard deviation of the channels of images.
 *
 * @param mean mean of each channel, in [0,255]
 * @param deviation standard deviation of each channel; 1 if all samples are the same
 */
public record PictureStatistics(List<Float> mean, List<Float> deviation) {

    /** Largest number of images used, from the start of the list. */
    private static final int SAMPLED = 10_000;

    private static final int LEVELS = 256;

    /**
     * Computes the statistics of images.
     *
     * @param pictures at least one image; all with the same number of channels
     */
    public static PictureStatistics of(List<EncodedInput> pictures) {
        List<EncodedInput> sampled = pictures.subList(0, Math.min(SAMPLED, pictures.size()));
        int channels = ((PixelGrid) sampled.get(0)).channels();
        List<Float> means = new ArrayList<>();
        List<Float> deviations = new ArrayList<>();
        for (int channel = 0; channel < channels; channel++) {
            long[] counts = counts(sampled, channel);
            double mean = moment(counts, 0, 1);
            double deviation = Math.sqrt(moment(counts, mean, 2));
            means.add((float) mean);
            deviations.add(deviation > 0 ? (float) deviation : 1);
        }
        return new PictureStatistics(List.copyOf(means), List.copyOf(deviations));
    }

    /** Returns the mean as a colour, one sample for each channel. */
    public byte[] meanColour() {
        byte[] colour = new byte[mean.size()];
        for (int channel = 0; channel < colour.length; channel++) {
            colour[channel] = (byte) Math.round(mean.get(channel));
        }
        return colour;
    }

    /** Counts the samples at each level of a channel. */
    private static long[] counts(List<EncodedInput> pictures, int channel) {
        long[] counts = new long[LEVELS];
        for (EncodedInput input : pictures) {
            PixelGrid picture = (PixelGrid) input;
            for (int at = channel; at < picture.samples().length; at += picture.channels()) {
                counts[picture.samples()[at] & 0xFF]++;
            }
        }
        return counts;
    }

    private static double moment(long[] counts, double about, int power) {
        double sum = 0;
        long count = 0;
        for (int level = 0; level < counts.length; level++) {
            sum += counts[level] * Math.pow(level - about, power);
            count += counts[level];
        }
        return sum / count;
    }
}
