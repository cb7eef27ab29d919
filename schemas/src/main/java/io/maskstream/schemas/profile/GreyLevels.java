package io.maskstream.schemas.profile;

import io.maskstream.schemas.input.PixelGrid;

/**
 * Brightness and contrast of an image as a model sees it. The grey level of a pixel is the mean of its red, green and
 * blue, in [0,1]. Contrast is the root mean square contrast of Peli (1990), the standard deviation of the grey levels.
 *
 * @param mean mean grey level, the brightness
 * @param deviation standard deviation of the grey levels, the contrast
 */
record GreyLevels(double mean, double deviation) {

    private static final int COLOURS = 3;
    private static final double WHITE = 255;

    /** Larger images are sampled at about this many evenly spaced pixels. */
    private static final int MOST_PIXELS = 4096;

    static GreyLevels of(PixelGrid picture) {
        int channels = picture.channels();
        int colours = Math.min(channels, COLOURS);
        byte[] samples = picture.samples();
        int pixels = samples.length / channels;
        int step = Math.max(1, pixels / MOST_PIXELS);
        long sum = 0;
        long squares = 0;
        int count = 0;
        for (int pixel = 0; pixel < pixels; pixel += step) {
            int grey = 0;
            for (int colour = 0; colour < colours; colour++) {
                grey += samples[pixel * channels + colour] & 0xFF;
            }
            sum += grey;
            squares += (long) grey * grey;
            count++;
        }
        double white = WHITE * colours;
        double mean = sum / (double) count;
        double variance = Math.max(0, squares / (double) count - mean * mean);
        return new GreyLevels(mean / white, Math.sqrt(variance) / white);
    }
}
