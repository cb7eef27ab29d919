package io.maskstream.trainer.evaluate.replacement;

import io.maskstream.schemas.input.PixelGrid;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Regions of a picture that are not kept are noise: each sample by itself from a normal distribution that has the mean and the
 * standard deviation of its channel over all pictures of the trial, cut to [0,255]. A picture has the same noise whatever is
 * kept of it.
 */
public final class Noise extends OtherPixels {

    private final long seed;

    /** Noise of a seed and of the picture's own samples, so that each picture has another. */
    public Noise(long seed) {
        this.seed = seed;
    }

    @Override
    public String name() {
        return "noise";
    }

    @Override
    List<float[]> others(List<PixelGrid> pictures) {
        int channels = pictures.get(0).channels();
        double[] means = new double[channels];
        double[] squares = new double[channels];
        long count = 0;
        for (PixelGrid picture : pictures) {
            for (int i = 0; i < picture.samples().length; i++) {
                int sample = picture.samples()[i] & 0xFF;
                means[i % channels] += sample;
                squares[i % channels] += (double) sample * sample;
            }
            count += picture.length();
        }
        double[] deviations = new double[channels];
        for (int channel = 0; channel < channels; channel++) {
            means[channel] /= count;
            deviations[channel] = Math.sqrt(Math.max(0, squares[channel] / count - means[channel] * means[channel]));
        }
        return pictures.stream()
                .map(picture -> noise(picture, means, deviations))
                .toList();
    }

    private float[] noise(PixelGrid picture, double[] means, double[] deviations) {
        Random random = new Random(seed ^ Arrays.hashCode(picture.samples()));
        float[] noise = new float[picture.samples().length];
        for (int i = 0; i < noise.length; i++) {
            int channel = i % picture.channels();
            // Cut as a sample is, so that it is the same where it is blended with nothing.
            noise[i] = sample((float) (means[channel] + deviations[channel] * random.nextGaussian())) & 0xFF;
        }
        return noise;
    }
}
