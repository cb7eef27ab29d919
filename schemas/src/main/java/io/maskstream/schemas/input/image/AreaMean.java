package io.maskstream.schemas.input.image;

import java.util.Arrays;

/**
 * Reduces an image row by row, without keeping the full image in memory. Each new pixel is the mean over its area;
 * pixels on the edge of the area count by their share. The sums are integers, so the result is exact up to the final
 * rounding and does not depend on the order of the pixels. If neither side is reduced, the pixels are kept unchanged.
 * Not thread-safe.
 */
public final class AreaMean {

    private final int width;
    private final int height;
    private final int newWidth;
    private final int newHeight;
    private final int channels;

    /** The sums of the new pixels, in samples times width times height; null if nothing is reduced. */
    private final long[] sums;

    /** The sums of one row, reduced in width. */
    private final long[] rowSums;

    /** The unchanged pixels if nothing is reduced, otherwise null. */
    private final byte[] kept;

    /**
     * Prepares the reduction of one image.
     *
     * @param newWidth at most {@code width}
     * @param newHeight at most {@code height}
     * @param channels number of samples per pixel, each in [0,255]
     */
    public AreaMean(int width, int height, int newWidth, int newHeight, int channels) {
        if (newWidth > width || newHeight > height || newWidth < 1 || newHeight < 1) {
            throw new IllegalArgumentException(
                    width + " x " + height + " pixels cannot be reduced to " + newWidth + " x " + newHeight);
        }
        this.width = width;
        this.height = height;
        this.newWidth = newWidth;
        this.newHeight = newHeight;
        this.channels = channels;
        boolean reduces = reduces(width, height, newWidth, newHeight);
        int samples = Math.multiplyExact(Math.multiplyExact(newWidth, newHeight), channels);
        sums = reduces ? new long[samples] : null;
        rowSums = reduces ? new long[newWidth * channels] : null;
        kept = reduces ? null : new byte[samples];
    }

    /** Returns the memory of a reduction in bytes, including {@link #means}. */
    public static long bytes(int width, int height, int newWidth, int newHeight, int channels) {
        long pixels = (long) newWidth * newHeight;
        long each = reduces(width, height, newWidth, newHeight) ? Long.BYTES + 1 : 1;
        return channels * (each * pixels + (each > 1 ? (long) Long.BYTES * newWidth : 0));
    }

    private static boolean reduces(int width, int height, int newWidth, int newHeight) {
        return newWidth < width || newHeight < height;
    }

    /**
     * Adds pixels of one row. Each pixel must be added exactly once.
     *
     * @param y index of the row
     * @param x column of the first pixel
     * @param step distance from one pixel to the next, in pixels; 1 for a complete row
     * @param samples the samples, interleaved by pixel
     * @param count number of pixels
     */
    public void add(int y, int x, int step, byte[] samples, int count) {
        if (kept != null) {
            keep(y, x, step, samples, count);
            return;
        }
        Arrays.fill(rowSums, 0);
        if (x == 0 && step == 1 && count == width) {
            addWholeRow(samples);
        } else {
            addSomeOfRow(x, step, samples, count);
        }
        // A row has newHeight units, and a new row has height units.
        long start = (long) y * newHeight;
        int newRow = (int) (start / height);
        long above = Math.min(newHeight, (newRow + 1L) * height - start);
        addRowSums(newRow, above);
        if (above < newHeight) {
            addRowSums(newRow + 1, newHeight - above);
        }
    }

    /** Discards all pixels. */
    public void clear() {
        if (sums != null) {
            Arrays.fill(sums, 0);
        }
    }

    private void keep(int y, int x, int step, byte[] samples, int count) {
        int at = (y * newWidth + x) * channels;
        if (step == 1) {
            System.arraycopy(samples, 0, kept, at, count * channels);
            return;
        }
        for (int i = 0; i < count; i++) {
            System.arraycopy(samples, i * channels, kept, at + i * step * channels, channels);
        }
    }

    /** Units in this method: a pixel has newWidth of them, and a new pixel has width. */
    private void addWholeRow(byte[] samples) {
        for (int column = 0; column < newWidth; column++) {
            long start = (long) column * width;
            long end = start + width;
            int first = (int) (start / newWidth);
            int last = (int) (end / newWidth);
            long leading = newWidth - start % newWidth;
            long trailing = end % newWidth;
            for (int channel = 0; channel < channels; channel++) {
                long inner = 0;
                int until = last * channels;
                for (int i = (first + 1) * channels + channel; i < until; i += channels) {
                    inner += samples[i] & 0xFF;
                }
                long sum = inner * newWidth + leading * (samples[first * channels + channel] & 0xFF);
                if (trailing > 0) {
                    sum += trailing * (samples[until + channel] & 0xFF);
                }
                rowSums[column * channels + channel] = sum;
            }
        }
    }

    private void addSomeOfRow(int x, int step, byte[] samples, int count) {
        for (int i = 0; i < count; i++) {
            long start = (long) (x + i * step) * newWidth;
            int column = (int) (start / width);
            long left = Math.min(newWidth, (column + 1L) * width - start);
            for (int channel = 0; channel < channels; channel++) {
                int sample = samples[i * channels + channel] & 0xFF;
                int at = column * channels + channel;
                rowSums[at] += left * sample;
                if (left < newWidth) {
                    rowSums[at + channels] += (newWidth - left) * sample;
                }
            }
        }
    }

    private void addRowSums(int newRow, long weight) {
        int at = newRow * rowSums.length;
        for (int i = 0; i < rowSums.length; i++) {
            sums[at + i] += weight * rowSums[i];
        }
    }

    /** Returns the samples of the new pixels, row by row. Pixels that were not added count as 0. */
    public byte[] means() {
        if (kept != null) {
            return kept;
        }
        long area = (long) width * height;
        byte[] means = new byte[sums.length];
        for (int i = 0; i < means.length; i++) {
            means[i] = (byte) ((sums[i] + area / 2) / area);
        }
        return means;
    }
}
