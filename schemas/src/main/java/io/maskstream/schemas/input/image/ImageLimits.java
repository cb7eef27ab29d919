package io.maskstream.schemas.input.image;

/**
 * What a picture may cost. All of it is checked by the header, before a pixel is decoded, since a picture of a few kilobytes
 * can unpack to gigabytes.
 *
 * @param bytes of the picture as it was published
 * @param pixels width times height; also bounds how many scans of how many samples a JPEG may have
 * @param memory that all pictures which are decoded at a time may take
 */
public record ImageLimits(int bytes, long pixels, DecodingMemory memory) {

    /** 16 MiB. */
    public static final int DEFAULT_BYTES = 16 << 20;

    /** Photographs of 24 megapixels, which are as large as 5712 x 4284 in telephones, and a little more. */
    public static final long DEFAULT_PIXELS = 25_000_000;

    public ImageLimits {
        if (bytes < 1 || pixels < 1) {
            throw new IllegalArgumentException(
                    "limits of images must be at least 1, not " + bytes + " bytes and " + pixels + " pixels");
        }
    }

    /** With memory of their own, a share of the heap. */
    public ImageLimits(int bytes, long pixels) {
        this(bytes, pixels, DecodingMemory.ofHeap());
    }

    /** The default ones, with memory of their own. */
    public static ImageLimits usual() {
        return new ImageLimits(DEFAULT_BYTES, DEFAULT_PIXELS);
    }
}
