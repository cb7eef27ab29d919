package io.maskstream.schemas.input.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PictureScaleTest {

    @Property(tries = 200)
    void aReducedPixelIsTheMeanOverItsArea(
            @ForAll @IntRange(min = 1, max = 40) int width,
            @ForAll @IntRange(min = 1, max = 40) int height,
            @ForAll @IntRange(min = 1, max = 40) int wantedWidth,
            @ForAll @IntRange(min = 1, max = 40) int wantedHeight,
            @ForAll @IntRange(min = 1, max = 4) int channels,
            @ForAll long seed) {
        int newWidth = Math.min(width, wantedWidth);
        int newHeight = Math.min(height, wantedHeight);
        byte[] samples = new byte[width * height * channels];
        new Random(seed).nextBytes(samples);

        AreaMean whole = new AreaMean(width, height, newWidth, newHeight, channels);
        AreaMean interlaced = new AreaMean(width, height, newWidth, newHeight, channels);
        for (int y = 0; y < height; y++) {
            whole.add(y, 0, 1, Arrays.copyOfRange(samples, y * width * channels, (y + 1) * width * channels), width);
            for (int first = 0; first < 3; first++) {
                int count = (width - first + 2) / 3;
                byte[] some = new byte[Math.max(0, count) * channels];
                for (int i = 0; i < count; i++) {
                    System.arraycopy(samples, (y * width + first + 3 * i) * channels, some, i * channels, channels);
                }
                interlaced.add(y, first, 3, some, count);
            }
        }

        byte[] means = whole.means();
        assertThat(interlaced.means()).isEqualTo(means);
        for (int i = 0; i < means.length; i++) {
            int pixel = i / channels;
            double mean = mean(samples, width, height, newWidth, newHeight, channels, pixel, i % channels);
            assertThat((means[i] & 0xFF) - mean).isBetween(-0.5001, 0.5001);
        }
    }

    private static double mean(
            byte[] samples, int width, int height, int newWidth, int newHeight, int channels, int pixel, int channel) {
        double sum = 0;
        for (int y = 0; y < height; y++) {
            double down = overlap(y, height, pixel / newWidth, newHeight);
            for (int x = 0; x < width; x++) {
                sum += down
                        * overlap(x, width, pixel % newWidth, newWidth)
                        * (samples[(y * width + x) * channels + channel] & 0xFF);
            }
        }
        return sum;
    }

    /** Returns the share of a new pixel's side that an old pixel covers. */
    private static double overlap(int old, int count, int pixel, int newCount) {
        double from = Math.max((double) old / count, (double) pixel / newCount);
        double to = Math.min((old + 1.0) / count, (pixel + 1.0) / newCount);
        return Math.max(0, to - from) * newCount;
    }

    @Test
    void whatIsEnlargedOnOneSideIsReducedOnTheOtherFirst() {
        BufferedImage thin = new BufferedImage(2_097_152, 8, BufferedImage.TYPE_BYTE_GRAY);
        long before = allocated();
        BufferedImage scaled = PictureScale.scaled(thin, 32, 32);
        assertThat(allocated() - before).isLessThan(32 << 20);
        assertThat(scaled.getWidth()).isEqualTo(32);
        assertThat(scaled.getHeight()).isEqualTo(32);
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean())
                .getCurrentThreadAllocatedBytes();
    }
}
