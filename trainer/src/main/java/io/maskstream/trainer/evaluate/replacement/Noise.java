package io.maskstream.trainer.evaluate.replacement;

import io.maskstream.schemas.input.PixelGrid;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Shows noise in place of the regions of an image that are not kept. Each sample is drawn independently from a normal
 * distribution with the mean and standard deviation of its channel over all images of the trial, clipped to [0,255].
 * The noise of an image does not depend on what is kept of it.
 */
public final class Noise extends OtherPixels {

    private final long seed;

    /** Creates noise from a seed and the image's own samples, so that it is different for each image. */
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
            // Rounded to a sample already here, so that blending does not change it where nothing of the image is kept.
            noise[i] = sample((float) (means[channel] + deviations[channel] * random.nextGaussian())) & 0xFF;
        }
        return noise;
    }
}
