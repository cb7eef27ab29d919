package io.maskstream.schemas.input.image;

import static io.maskstream.schemas.record.RefusalReason.EMPTY;
import static io.maskstream.schemas.record.RefusalReason.TOO_COSTLY;
import static io.maskstream.schemas.record.RefusalReason.TOO_LONG;
import static io.maskstream.schemas.record.RefusalReason.TOO_SMALL;
import static io.maskstream.schemas.record.RefusalReason.UNPARSABLE;

import io.maskstream.schemas.artifact.ImageInput;
import io.maskstream.schemas.input.InputEncoding;
import io.maskstream.schemas.input.InputKind;
import io.maskstream.schemas.input.PixelGrid;
import io.maskstream.schemas.input.UnencodableInputException;
import io.maskstream.schemas.record.Image;
import io.maskstream.schemas.record.ImageSize;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Pictures of any size as the pixels that a model sees: upright, and stretched to its size, whatever their proportions, so
 * that the mask can be stretched back over the original. A picture of just the model's size is taken as it is. What a picture
 * would cost is known by its header, and too much is refused before a pixel is decoded; decoding ends when the thread is
 * interrupted. Safe for use by several threads.
 */
public final class ImageEncoding implements InputEncoding {

    /** In pixels, along each side; smaller pictures show nothing that could be explained. */
    public static final int MINIMUM_SIDE = 8;

    /** Of the picture that no record is needed for. */
    private static final byte GREY = (byte) 0x80;

    private final int width;
    private final int height;
    private final ImageLimits limits;

    /**
     * Encodes for a model.
     *
     * @param width of the model's input in pixels
     * @param height of the model's input in pixels
     * @param limits of what is taken
     */
    public ImageEncoding(int width, int height, ImageLimits limits) {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("a model takes no images of " + width + " x " + height + " pixels");
        }
        this.width = width;
        this.height = height;
        this.limits = limits;
    }

    /** Encodes for the model of an explainer. */
    public ImageEncoding(ImageInput input, ImageLimits limits) {
        this(input.width(), input.height(), limits);
    }

    @Override
    public InputKind kind() {
        return InputKind.IMAGE;
    }

    @Override
    public PixelGrid probe() {
        byte[] samples = new byte[StoredPicture.RGB * width * height];
        Arrays.fill(samples, GREY);
        return new PixelGrid(samples, StoredPicture.RGB, width, height, width, height, PixelGrid.UPRIGHT);
    }

    @Override
    public PixelGrid encode(Object image) {
        return encode((Image) image);
    }

    /**
     * Decodes, if the picture is a file, and scales.
     *
     * @throws UnencodableInputException if it is too large, too small or too costly, in another format, or damaged, or the
     *     thread is interrupted, which it remains
     */
    public PixelGrid encode(Image image) {
        StoredPicture stored = stored(image);
        Upright pixels = decoded(stored, width, height);
        boolean turned = stored.orientation().transposes();
        return new PixelGrid(
                samples(PictureScale.enlarged(pixels.argb, pixels.width, pixels.height, width, height)),
                StoredPicture.RGB,
                width,
                height,
                turned ? stored.height() : stored.width(),
                turned ? stored.width() : stored.height(),
                stored.orientation().code());
    }

    private static byte[] samples(int[] argb) {
        byte[] samples = new byte[StoredPicture.RGB * argb.length];
        for (int i = 0; i < argb.length; i++) {
            samples[StoredPicture.RGB * i] = (byte) (argb[i] >> 16);
            samples[StoredPicture.RGB * i + 1] = (byte) (argb[i] >> 8);
            samples[StoredPicture.RGB * i + 2] = (byte) argb[i];
        }
        return samples;
    }

    /**
     * Decodes without scaling.
     *
     * @return upright, opaque, of type RGB
     * @throws UnencodableInputException as {@link #encode(Image)}
     */
    public BufferedImage picture(Image image) {
        Upright pixels = decoded(stored(image), Integer.MAX_VALUE, Integer.MAX_VALUE);
        return PictureScale.picture(pixels.argb, pixels.width, pixels.height);
    }

    /**
     * A picture that stands upright.
     *
     * @param argb row by row
     */
    @SuppressWarnings("ArrayRecordComponent") // Handed on as it is; never compared, never a key.
    private record Upright(int[] argb, int width, int height) {}

    /** Checks everything that can be known before a pixel is decoded. */
    private StoredPicture stored(Image image) {
        ByteBuffer data = image.getData().slice();
        if (!data.hasRemaining()) {
            throw new UnencodableInputException(EMPTY, "field 'image' is empty");
        }
        if (data.limit() > limits.bytes()) {
            throw new UnencodableInputException(
                    TOO_LONG,
                    "field 'image' has " + data.limit() + " bytes, and at most " + limits.bytes() + " are taken");
        }
        StoredPicture stored = image.getSize() == null ? ImageFormat.read(data) : raw(data, image.getSize());
        checkSize(stored.width(), stored.height());
        if (stored instanceof JpegFile jpeg) {
            checkTime(jpeg);
        }
        return stored;
    }

    private static StoredPicture raw(ByteBuffer rgb, ImageSize size) {
        if (size.getWidth() < 1 || size.getHeight() < 1) {
            throw new UnencodableInputException(
                    UNPARSABLE,
                    "fields 'width' and 'height' must be at least 1, not " + size.getWidth() + " and "
                            + size.getHeight());
        }
        long bytes = (long) StoredPicture.RGB * size.getWidth() * size.getHeight();
        if (rgb.limit() != bytes) {
            throw new UnencodableInputException(
                    UNPARSABLE,
                    "field 'image' has " + rgb.limit() + " bytes, but " + size.getWidth() + " x " + size.getHeight()
                            + " pixels of raw RGB are " + bytes);
        }
        return new StoredPicture.Raw(rgb, size.getWidth(), size.getHeight());
    }

    private void checkSize(int pictureWidth, int pictureHeight) {
        String size = pictureWidth + " x " + pictureHeight + " pixels";
        if ((long) pictureWidth * pictureHeight > limits.pixels()) {
            throw new UnencodableInputException(
                    TOO_LONG, "field 'image' has " + size + ", and at most " + limits.pixels() + " are taken");
        }
        if (Math.min(pictureWidth, pictureHeight) < MINIMUM_SIDE) {
            throw new UnencodableInputException(
                    TOO_SMALL,
                    "field 'image' has " + size + ", and at least " + MINIMUM_SIDE + " along each side are needed");
        }
    }

    private void checkTime(JpegFile jpeg) {
        long most = JpegMarkers.MAXIMUM_PASSES * limits.pixels();
        if (jpeg.samplesVisited() > most) {
            throw new UnencodableInputException(
                    TOO_COSTLY,
                    "field 'image' has " + jpeg.width() + " x " + jpeg.height() + " pixels in " + jpeg.scans()
                            + " scans, that is " + jpeg.samplesVisited() + " samples to decode, and at most " + most
                            + " are taken");
        }
    }

    /** Reduces a picture to at most that size, and turns it. */
    private Upright decoded(StoredPicture stored, int mostWidth, int mostHeight) {
        Orientation orientation = stored.orientation();
        boolean turned = orientation.transposes();
        int reducedWidth = Math.min(stored.width(), turned ? mostHeight : mostWidth);
        int reducedHeight = Math.min(stored.height(), turned ? mostWidth : mostHeight);
        long memory = bytes(stored, reducedWidth, reducedHeight);
        take(memory);
        try {
            AreaMean mean =
                    new AreaMean(stored.width(), stored.height(), reducedWidth, reducedHeight, stored.channels());
            stored.decode(mean);
            byte[] rgb = ColourProfile.of(stored.profile(), stored.channels()).toRgb(mean.means());
            int[] argb = orientation.upright(PictureScale.argb(rgb), reducedWidth, reducedHeight);
            return new Upright(argb, turned ? reducedHeight : reducedWidth, turned ? reducedWidth : reducedHeight);
        } finally {
            limits.memory().give(memory);
        }
    }

    private static long bytes(StoredPicture stored, int reducedWidth, int reducedHeight) {
        long reduction =
                AreaMean.bytes(stored.width(), stored.height(), reducedWidth, reducedHeight, stored.channels());
        // Red, green and blue; ARGB as stored, upright, and as a picture.
        long result = (StoredPicture.RGB + 3L * Integer.BYTES) * reducedWidth * reducedHeight;
        return stored.decodingBytes() + reduction + result;
    }

    private void take(long bytes) {
        if (bytes > limits.memory().bytes()) {
            throw new UnencodableInputException(
                    TOO_COSTLY,
                    "field 'image' would take " + bytes + " bytes of memory to decode, and at most "
                            + limits.memory().bytes() + " may be used");
        }
        try {
            limits.memory().take(bytes);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw StoredPicture.stopped(e);
        }
    }
}
