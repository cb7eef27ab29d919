package io.maskstream.schemas.input.image;

/**
 * Limits for the cost of decoding images. All limits are checked against the header before any pixel is decoded,
 * because an image of a few kilobytes can decompress to gigabytes.
 *
 * @param bytes size limit of the published image in bytes
 * @param pixels limit for width times height; also limits the scans and samples of a JPEG
 * @param memory memory budget of all images that are decoded at the same time
 */
public record ImageLimits(int bytes, long pixels, DecodingMemory memory) {

    /** 16 MiB. */
    public static final int DEFAULT_BYTES = 16 << 20;

    /** Slightly more than photographs of 24 megapixels, which phones take with up to 5712 x 4284 pixels. */
    public static final long DEFAULT_PIXELS = 25_000_000;

    public ImageLimits {
        if (bytes < 1 || pixels < 1) {
            throw new IllegalArgumentException(
                    "limits of images must be at least 1, not " + bytes + " bytes and " + pixels + " pixels");
        }
    }

    /** Creates limits with a separate memory budget, a share of the heap. */
    public ImageLimits(int bytes, long pixels) {
        this(bytes, pixels, DecodingMemory.ofHeap());
    }

    /** Returns the default limits with a separate memory budget. */
    public static ImageLimits usual() {
        return new ImageLimits(DEFAULT_BYTES, DEFAULT_PIXELS);
    }
}
