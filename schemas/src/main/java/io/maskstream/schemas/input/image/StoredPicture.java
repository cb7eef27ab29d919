package io.maskstream.schemas.input.image;

import static io.maskstream.schemas.record.RefusalReason.TOO_COSTLY;
import static io.maskstream.schemas.record.RefusalReason.UNPARSABLE;

import io.maskstream.schemas.input.UnencodableInputException;
import java.nio.ByteBuffer;

/**
 * A published image whose pixels are not decoded yet. They are decoded row by row to samples in [0,255]: one of grey,
 * three of red, green and blue, or four for the amounts of cyan, magenta, yellow and black ink. Transparent parts are
 * blended with white.
 */
interface StoredPicture {

    int GREY = 1;
    int RGB = 3;
    int INKS = 4;

    /** Returns the stored width in pixels. */
    int width();

    /** Returns the stored height in pixels. */
    int height();

    /** Returns the samples per pixel: {@link #GREY}, {@link #RGB} or {@link #INKS}. */
    int channels();

    /**
     * Returns this image with its opacity, if it has any. Each pixel then has one more sample after its {@link
     * #channels}, and transparent parts keep their stored colours.
     */
    default StoredPicture withOpacity() {
        return this;
    }

    /** Returns whether each pixel has a sample of opacity after those of its channels. */
    default boolean hasOpacity() {
        return false;
    }

    /** Returns how the image has to be turned. */
    default Orientation orientation() {
        return Orientation.UPRIGHT;
    }

    /** Returns the embedded ICC profile, decompressed but not validated; null if there is none or it is damaged. */
    default byte[] profile() {
        return null;
    }

    /** Returns the memory of {@link #decode} in bytes, without that of its argument. */
    long decodingBytes();

    /**
     * Passes every pixel once to {@code pixels}.
     *
     * @param pixels receives pixels of this image's size and channels, and one more channel if it {@linkplain
     *     #hasOpacity has opacity}
     * @throws UnencodableInputException if the picture is damaged, or the thread is interrupted
     */
    void decode(AreaMean pixels);

    /**
     * Stops decoding if the thread was interrupted, which happens when the record's time is up. The thread remains
     * interrupted.
     *
     * @throws UnencodableInputException if the thread was interrupted
     */
    static void checkTime() {
        if (Thread.currentThread().isInterrupted()) {
            throw stopped(null);
        }
    }

    static UnencodableInputException stopped(Throwable cause) {
        return new UnencodableInputException(
                TOO_COSTLY,
                "field 'image': decoding was stopped, because it exceeded the time limit of a record",
                cause);
    }

    static UnencodableInputException damaged(String format, String reason, Throwable cause) {
        return new UnencodableInputException(UNPARSABLE, "field 'image' is a damaged " + format + ": " + reason, cause);
    }

    /**
     * Raw pixels without a file format.
     *
     * @param rgb three bytes per pixel, row by row
     */
    record Raw(ByteBuffer rgb, int width, int height) implements StoredPicture {

        @Override
        public int channels() {
            return RGB;
        }

        @Override
        public long decodingBytes() {
            return (long) RGB * width;
        }

        @Override
        public void decode(AreaMean pixels) {
            byte[] row = new byte[RGB * width];
            for (int y = 0; y < height; y++) {
                checkTime();
                rgb.get(rgb.position() + y * row.length, row);
                pixels.add(y, 0, 1, row, width);
            }
        }
    }
}
