package io.maskstream.trainer.evaluate.replacement;

import io.maskstream.schemas.input.PixelGrid;
import java.util.List;

/**
 * Blurs the regions of an image that are not kept, as in Dabkowski and Gal (2017) and Petsiuk et al. (2018): colours
 * remain about the same, shapes disappear. The whole image is blurred before the regions are taken from it, by a
 * Gaussian whose standard deviation is an eighth of the image's shorter side, but at least a pixel. At the edges of the
 * image the Gaussian is truncated and renormalised.
 */
public final class Blurred extends OtherPixels {

    private static final double SHARE_OF_SIDE = 1 / 8.;

    /** Where the Gaussian is truncated, in standard deviations. */
    private static final double REACH = 3;

    @Override
    public String name() {
        return "blur";
    }

    @Override
    List<float[]> others(List<PixelGrid> pictures) {
        return pictures.stream().map(Blurred::blurred).toList();
    }

    private static float[] blurred(PixelGrid picture) {
        return blurred(picture, Math.max(1, SHARE_OF_SIDE * Math.min(picture.width(), picture.height())));
    }

    /**
     * Blurs the samples of an image along its rows and then along its columns.
     *
     * @param deviation of the Gaussian, in pixels
     */
    static float[] blurred(PixelGrid picture, double deviation) {
        float[] samples = new float[picture.samples().length];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = picture.samples()[i] & 0xFF;
        }
        double[] weights = new double[1 + (int) Math.ceil(REACH * deviation)];
        for (int distance = 0; distance < weights.length; distance++) {
            weights[distance] = Math.exp(-distance * distance / (2 * deviation * deviation));
        }
        int channels = picture.channels();
        int row = picture.width() * channels;
        float[] alongRows = new float[samples.length];
        for (int y = 0; y < picture.height(); y++) {
            for (int channel = 0; channel < channels; channel++) {
                blur(samples, alongRows, y * row + channel, channels, picture.width(), weights);
            }
        }
        float[] alongBoth = new float[samples.length];
        for (int at = 0; at < row; at++) {
            blur(alongRows, alongBoth, at, row, picture.height(), weights);
        }
        return alongBoth;
    }

    /** Blurs {@code count} samples at a distance of {@code step}. */
    private static void blur(float[] from, float[] to, int first, int step, int count, double[] weights) {
        for (int i = 0; i < count; i++) {
            double sum = 0;
            double total = 0;
            for (int k = Math.max(0, i - weights.length + 1); k < Math.min(count, i + weights.length); k++) {
                double weight = weights[Math.abs(k - i)];
                sum += weight * from[first + k * step];
                total += weight;
            }
            to[first + i * step] = (float) (sum / total);
        }
    }
}
