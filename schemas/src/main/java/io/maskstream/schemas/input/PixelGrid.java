package io.maskstream.schemas.input;

import java.nio.ByteBuffer;

/**
 * The pixels of an image as a model sees them.
 *
 * @param samples samples in [0,255], row by row, pixel by pixel, channel by channel
 * @param channels 1 for grey, 3 for red, green and blue, 4 for red, green, blue and opacity
 * @param width in pixels
 * @param height in pixels
 * @param originalWidth width of the published image after it is turned upright, in pixels
 * @param originalHeight height of the published image after it is turned upright, in pixels
 * @param orientation EXIF orientation of the published image, from 1 (upright) to 8, by which it was turned upright
 */
@SuppressWarnings("ArrayRecordComponent") // Handed to the graph as it is; never compared, never a key.
public record PixelGrid(
        byte[] samples, int channels, int width, int height, int originalWidth, int originalHeight, int orientation)
        implements EncodedInput {

    /** The EXIF orientation of an image that is stored upright. */
    public static final int UPRIGHT = 1;

    private static final int RGB = 3;
    private static final int OPAQUE = 0xFF000000;

    public PixelGrid {
        if (samples.length != channels * width * height) {
            throw new IllegalArgumentException(samples.length + " samples do not fit " + width + " x " + height
                    + " pixels with " + channels + " channels");
        }
    }

    /** Returns whether the published image was not stored upright. */
    public boolean isTurned() {
        return orientation != UPRIGHT;
    }

    /**
     * Returns an image of the same size and channels with other samples, as if it had been published upright in that
     * size.
     *
     * @param others the samples of the new image
     */
    public PixelGrid withSamples(byte... others) {
        return new PixelGrid(others, channels, width, height, width, height, UPRIGHT);
    }

    @Override
    public int length() {
        return width * height;
    }

    @Override
    public int parts() {
        return width * height;
    }

    @Override
    public int place(int part, InputTensor tensor, int length) {
        return part;
    }

    @Override
    public void writeTo(ByteBuffer batch, InputTensor tensor, int length) {
        if (tensor.type() == InputTensor.ElementType.UINT8) {
            batch.put(samples);
        } else {
            for (int pixel : argb()) {
                batch.putInt(pixel);
            }
        }
    }

    /**
     * Returns the pixels in the format of {@link java.awt.image.BufferedImage#getRGB}, all opaque, row by row; grey is
     * repeated in three channels.
     */
    public int[] argb() {
        int[] argb = new int[width * height];
        int green = channels < RGB ? 0 : 1;
        int blue = channels < RGB ? 0 : 2;
        for (int i = 0; i < argb.length; i++) {
            int at = channels * i;
            argb[i] = OPAQUE
                    | (samples[at] & 0xFF) << 16
                    | (samples[at + green] & 0xFF) << 8
                    | (samples[at + blue] & 0xFF);
        }
        return argb;
    }
}
