package io.maskstream.schemas.encoding;

/**
 * How large a picture may be. Both are checked before a pixel is decoded, since a picture of a few kilobytes can unpack
 * to gigabytes.
 *
 * @param bytes of the picture as it was published
 * @param pixels width times height; decoding takes about 4 bytes of memory for each
 */
public record ImageLimits(int bytes, long pixels) {

    /** 16 MiB, and as many pixels as 4096 x 4096. */
    public static final ImageLimits DEFAULT = new ImageLimits(16 << 20, 1 << 24);

    public ImageLimits {
        if (bytes < 1 || pixels < 1) {
            throw new IllegalArgumentException(
                    "limits of images must be at least 1, not " + bytes + " bytes and " + pixels + " pixels");
        }
    }
}
