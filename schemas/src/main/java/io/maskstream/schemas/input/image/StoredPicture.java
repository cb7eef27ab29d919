package io.maskstream.schemas.input.image;

import static io.maskstream.schemas.record.RefusalReason.TOO_COSTLY;
import static io.maskstream.schemas.record.RefusalReason.UNPARSABLE;

import io.maskstream.schemas.input.UnencodableInputException;
import java.nio.ByteBuffer;

/**
 * A picture as it was published, of which no pixel is decoded yet. Its pixels come row by row as samples in [0,255]: one of
 * grey, three of red, green and blue, or four of the amounts of cyan, magenta, yellow and black ink; transparent parts as on
 * white paper.
 */
interface StoredPicture {

    int GREY = 1;
    int RGB = 3;
    int INKS = 4;

    /** In pixels, as stored. */
    int width();

    /** In pixels, as stored. */
    int height();

    /** Samples of a pixel: {@link #GREY}, {@link #RGB} or {@link #INKS}. */
    int channels();

    /**
     * The same picture with its opacity, if it has any: behind the {@link #channels} of each pixel comes then one sample more,
     * and transparent parts have the colours that are stored.
     */
    default StoredPicture withOpacity() {
        return this;
    }

    /** Whether each pixel has a sample of opacity behind those of its channels. */
    default boolean hasOpacity() {
        return false;
    }

    /** How it is to be turned. */
    default Orientation orientation() {
        return Orientation.UPRIGHT;
    }

    /** The embedded ICC profile, unpacked but unchecked; null if there is none or it is damaged. */
    default byte[] profile() {
        return null;
    }

    /** What {@link #decode} takes, in bytes, without what {@code pixels} keeps. */
    long decodingBytes();

    /**
     * Hands over every pixel once.
     *
     * @param pixels of this picture's size and channels, and one more if it {@linkplain #hasOpacity has opacity}
     * @throws UnencodableInputException if the picture is damaged, or the thread is interrupted
     */
    void decode(AreaMean pixels);

    /**
     * Ends decoding if the thread was interrupted, as it is when the record's time is up; it stays interrupted.
     *
     * @throws UnencodableInputException if so
     */
    static void checkTime() {
        if (Thread.currentThread().isInterrupted()) {
            throw stopped(null);
        }
    }

    static UnencodableInputException stopped(Throwable cause) {
        return new UnencodableInputException(
                TOO_COSTLY, "field 'image': decoding was stopped, because it took longer than a record may", cause);
    }

    static UnencodableInputException damaged(String format, String reason, Throwable cause) {
        return new UnencodableInputException(UNPARSABLE, "field 'image' is a damaged " + format + ": " + reason, cause);
    }

    /**
     * Pixels without a file around them.
     *
     * @param rgb three bytes a pixel, row by row
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
