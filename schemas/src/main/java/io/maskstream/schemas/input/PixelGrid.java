package io.maskstream.schemas.input;

/**
 * A picture as the pixels that a model sees.
 *
 * @param ids ARGB, row by row, as {@link java.awt.image.BufferedImage#getRGB} gives them: all opaque, so none is 0, which
 *     is the padding
 * @param width in pixels
 * @param height in pixels
 * @param originalWidth of the picture as it was published, upright
 * @param originalHeight of the picture as it was published, upright
 * @param orientation by EXIF's tag, from 1 to 8, of the picture as it was published; it was turned by that, and 1 is upright
 */
@SuppressWarnings("ArrayRecordComponent") // Handed to the graph as it is; never compared, never a key.
public record PixelGrid(int[] ids, int width, int height, int originalWidth, int originalHeight, int orientation)
        implements EncodedInput {

    /** The orientation of what is stored as it is to be seen. */
    public static final int UPRIGHT = 1;

    public PixelGrid {
        if (ids.length != width * height) {
            throw new IllegalArgumentException(ids.length + " pixels are no " + width + " x " + height);
        }
    }

    /** Whether the picture is not stored as it is to be seen. */
    public boolean isTurned() {
        return orientation != UPRIGHT;
    }
}
