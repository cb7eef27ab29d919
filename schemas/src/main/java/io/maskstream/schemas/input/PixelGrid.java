package io.maskstream.schemas.input;

import java.nio.ByteBuffer;

/**
 * A picture as the pixels that a model sees.
 *
 * @param samples each in [0,255], channel by channel, pixel by pixel, row by row
 * @param channels 1 for grey, 3 for red, green and blue, 4 for these and opacity
 * @param width in pixels
 * @param height in pixels
 * @param originalWidth of the picture as it was published, upright
 * @param originalHeight of the picture as it was published, upright
 * @param orientation by EXIF's tag, from 1 to 8, of the picture as it was published; it was turned by that, and 1 is upright
 */
@SuppressWarnings("ArrayRecordComponent") // Handed to the graph as it is; never compared, never a key.
public record PixelGrid(
        byte[] samples, int channels, int width, int height, int originalWidth, int originalHeight, int orientation)
        implements EncodedInput {

    /** The orientation of what is stored as it is to be seen. */
    public static final int UPRIGHT = 1;

    private static final int RGB = 3;
    private static final int OPAQUE = 0xFF000000;

    public PixelGrid {
        if (samples.length != channels * width * height) {
            throw new IllegalArgumentException(
                    samples.length + " samples are no " + width + " x " + height + " pixels of " + channels);
        }
    }

    /** Whether the picture is not stored as it is to be seen. */
    public boolean isTurned() {
        return orientation != UPRIGHT;
    }

    /**
     * Another picture of this one's size and channels, as if it had been published in that size, upright.
     *
     * @param others its samples
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

    /** The pixels as {@link java.awt.image.BufferedImage#getRGB} gives them, all opaque, row by row; grey in three channels. */
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
