package io.maskstream.schemas.input.image;

import io.maskstream.schemas.input.PixelGrid;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * How a stored image has to be turned upright: the EXIF tag "Orientation" (Exif 3.0, section 4.6.5.1.6).
 *
 * @param code 1 to 8; 1 is upright
 */
record Orientation(int code) {

    /** The orientation of an image without the tag. */
    static final Orientation UPRIGHT = new Orientation(PixelGrid.UPRIGHT);

    private static final int TAG = 0x0112;
    private static final int TYPE_SHORT = 3;
    private static final int ENTRY_BYTES = 12;
    private static final int TIFF_MAGIC = 42;
    private static final int HEADER_BYTES = 8;
    private static final int FIRST_TRANSPOSED = 5;
    private static final int LAST = 8;

    /**
     * Reads the tag.
     *
     * @param exif EXIF data in TIFF format (TIFF 6.0, section 2), starting with the byte order
     * @return the orientation; upright if the tag is missing or the data is damaged, as in all image viewers
     */
    static Orientation of(ByteBuffer exif) {
        ByteBuffer tiff = exif.slice();
        if (tiff.limit() < HEADER_BYTES) {
            return UPRIGHT;
        }
        switch (tiff.getShort(0)) {
            case 0x4949 -> tiff.order(ByteOrder.LITTLE_ENDIAN);
            case 0x4D4D -> tiff.order(ByteOrder.BIG_ENDIAN);
            default -> {
                return UPRIGHT;
            }
        }
        int directory = tiff.getInt(4);
        if (tiff.getShort(2) != TIFF_MAGIC || directory < HEADER_BYTES || directory > tiff.limit() - Short.BYTES) {
            return UPRIGHT;
        }
        int entries = Short.toUnsignedInt(tiff.getShort(directory));
        int at = directory + Short.BYTES;
        for (int i = 0; i < entries && at <= tiff.limit() - ENTRY_BYTES; i++, at += ENTRY_BYTES) {
            if (Short.toUnsignedInt(tiff.getShort(at)) == TAG) {
                int code = tiff.getShort(at + 8);
                boolean valid = tiff.getShort(at + 2) == TYPE_SHORT && tiff.getInt(at + 4) == 1;
                return valid && code >= 1 && code <= LAST ? new Orientation(code) : UPRIGHT;
            }
        }
        return UPRIGHT;
    }

    /** Returns whether width and height are swapped. */
    boolean transposes() {
        return code >= FIRST_TRANSPOSED;
    }

    /**
     * Turns an image upright.
     *
     * @param argb the stored pixels, row by row
     * @param width stored width in pixels
     * @param height stored height in pixels
     * @return the upright pixels, row by row; the same array if they are already upright
     */
    int[] upright(int[] argb, int width, int height) {
        if (code == UPRIGHT.code) {
            return argb;
        }
        int uprightWidth = transposes() ? height : width;
        int[] upright = new int[argb.length];
        for (int i = 0; i < upright.length; i++) {
            int x = i % uprightWidth;
            int y = i / uprightWidth;
            int right = width - 1;
            int bottom = height - 1;
            int from =
                    switch (code) {
                        case 2 -> at(right - x, y, width);
                        case 3 -> at(right - x, bottom - y, width);
                        case 4 -> at(x, bottom - y, width);
                        case 5 -> at(y, x, width);
                        case 6 -> at(y, bottom - x, width);
                        case 7 -> at(right - y, bottom - x, width);
                        case LAST -> at(right - y, x, width);
                        default -> throw new IllegalStateException("there is no orientation " + code);
                    };
            upright[i] = argb[from];
        }
        return upright;
    }

    private static int at(int x, int y, int width) {
        return y * width + x;
    }
}
