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
 * Encodes images of any size as the pixels of a model. An image is turned upright and stretched to the model's size
 * regardless of its aspect ratio, so the mask can be stretched back over the original. An image of exactly the model's
 * size is not scaled. The cost of decoding follows from the header; too expensive images are refused before any pixel
 * is decoded. Decoding stops when the thread is interrupted. Thread-safe.
 */
public final class ImageEncoding implements InputEncoding {

    /** Minimum width and height in pixels; smaller images show nothing that could be explained. */
    public static final int MINIMUM_SIDE = 8;

    /** The grey level of the image that probes a graph. */
    private static final byte GREY = (byte) 0x80;

    /** Shares of red, green and blue in grey, in units of 1/65,536: the luma of ITU-R BT.601. */
    private static final int RED_SHARE = 19595;

    private static final int GREEN_SHARE = 38470;
    private static final int BLUE_SHARE = 7471;
    private static final int HALF = 1 << 15;
    private static final int RGBA = 4;
    private static final int OPAQUE = 0xFF000000;

    private final int width;
    private final int height;
    private final int channels;
    private final ImageLimits limits;

    /**
     * Encodes for a model that takes RGB images.
     *
     * @param width width of the model's input in pixels
     * @param height height of the model's input in pixels
     * @param limits limits of accepted images
     */
    public ImageEncoding(int width, int height, ImageLimits limits) {
        this(width, height, StoredPicture.RGB, limits);
    }

    /** Encodes for the model of an explainer. */
    public ImageEncoding(ImageInput input, ImageLimits limits) {
        this(input.width(), input.height(), input.channels(), limits);
    }

    private ImageEncoding(int width, int height, int channels, ImageLimits limits) {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("a model cannot take images of " + width + " x " + height + " pixels");
        }
        this.width = width;
        this.height = height;
        this.channels = channels;
        this.limits = limits;
    }

    @Override
    public InputKind kind() {
        return InputKind.IMAGE;
    }

    @Override
    public PixelGrid probe() {
        byte[] samples = new byte[channels * width * height];
        Arrays.fill(samples, GREY);
        return new PixelGrid(samples, channels, width, height, width, height, PixelGrid.UPRIGHT);
    }

    @Override
    public PixelGrid encode(Object image) {
        return encode((Image) image);
    }

    /**
     * Decodes an image, if it is a file, and scales it.
     *
     * @throws UnencodableInputException if the image is too large, too small, too expensive, damaged or in another
     *     format, or if the thread is interrupted; the thread remains interrupted
     */
    public PixelGrid encode(Image image) {
        StoredPicture stored = stored(image);
        if (channels == RGBA) {
            stored = stored.withOpacity();
        }
        Upright pixels = decoded(stored, width, height);
        boolean turned = stored.orientation().transposes();
        return new PixelGrid(
                samples(enlarged(pixels)),
                channels,
                width,
                height,
                turned ? stored.height() : stored.width(),
                turned ? stored.width() : stored.height(),
                stored.orientation().code());
    }

    private int[] enlarged(Upright pixels) {
        int[] colours = PictureScale.enlarged(pixels.argb, pixels.width, pixels.height, width, height);
        if (channels != RGBA || colours == pixels.argb) {
            return colours;
        }
        int[] opacity =
                Arrays.stream(pixels.argb).map(pixel -> OPAQUE | (pixel >>> 24)).toArray();
        int[] enlarged = PictureScale.enlarged(opacity, pixels.width, pixels.height, width, height);
        for (int i = 0; i < colours.length; i++) {
            colours[i] = (colours[i] & ~OPAQUE) | (enlarged[i] << 24);
        }
        return colours;
    }

    private byte[] samples(int[] argb) {
        byte[] samples = new byte[channels * argb.length];
        for (int i = 0; i < argb.length; i++) {
            int pixel = argb[i];
            int at = channels * i;
            if (channels == StoredPicture.GREY) {
                samples[at] = (byte) luma((pixel >> 16) & 0xFF, (pixel >> 8) & 0xFF, pixel & 0xFF);
                continue;
            }
            samples[at] = (byte) (pixel >> 16);
            samples[at + 1] = (byte) (pixel >> 8);
            samples[at + 2] = (byte) pixel;
            if (channels == RGBA) {
                samples[at + StoredPicture.RGB] = (byte) (pixel >>> 24);
            }
        }
        return samples;
    }

    /**
     * Computes grey like Pillow's {@code convert("L")} and therefore Keras' {@code load_img}. TensorFlow's {@code
     * rgb_to_grayscale} rounds down and differs by 1 for a quarter of all colours.
     */
    private static int luma(int red, int green, int blue) {
        return (red * RED_SHARE + green * GREEN_SHARE + blue * BLUE_SHARE + HALF) >> 16;
    }

    /**
     * Decodes an image without scaling it.
     *
     * @return an upright, opaque image of type RGB
     * @throws UnencodableInputException as {@link #encode(Image)}
     */
    public BufferedImage picture(Image image) {
        Upright pixels = decoded(stored(image), Integer.MAX_VALUE, Integer.MAX_VALUE);
        return PictureScale.picture(pixels.argb, pixels.width, pixels.height);
    }

    /**
     * An upright image.
     *
     * @param argb pixels, row by row; opaque unless opacity was requested
     */
    @SuppressWarnings("ArrayRecordComponent") // Passed on unchanged; never compared, never a key.
    private record Upright(int[] argb, int width, int height) {}

    /** Checks everything that is known before a pixel is decoded. */
    private StoredPicture stored(Image image) {
        ByteBuffer data = image.getData().slice();
        if (!data.hasRemaining()) {
            throw new UnencodableInputException(EMPTY, "field 'image' is empty");
        }
        if (data.limit() > limits.bytes()) {
            throw new UnencodableInputException(
                    TOO_LONG,
                    "field 'image' has " + data.limit() + " bytes; at most " + limits.bytes() + " are allowed");
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
                    TOO_LONG, "field 'image' has " + size + "; at most " + limits.pixels() + " are allowed");
        }
        if (Math.min(pictureWidth, pictureHeight) < MINIMUM_SIDE) {
            throw new UnencodableInputException(
                    TOO_SMALL,
                    "field 'image' has " + size + "; at least " + MINIMUM_SIDE + " along each side are needed");
        }
    }

    private void checkTime(JpegFile jpeg) {
        long most = JpegMarkers.MAXIMUM_PASSES * limits.pixels();
        if (jpeg.samplesVisited() > most) {
            throw new UnencodableInputException(
                    TOO_COSTLY,
                    "field 'image' has " + jpeg.width() + " x " + jpeg.height() + " pixels in " + jpeg.scans()
                            + " scans, that is " + jpeg.samplesVisited() + " samples to decode; at most " + most
                            + " are allowed");
        }
    }

    /** Reduces an image to at most the given size and turns it upright. */
    private Upright decoded(StoredPicture stored, int mostWidth, int mostHeight) {
        Orientation orientation = stored.orientation();
        boolean turned = orientation.transposes();
        int reducedWidth = Math.min(stored.width(), turned ? mostHeight : mostWidth);
        int reducedHeight = Math.min(stored.height(), turned ? mostWidth : mostHeight);
        long memory = bytes(stored, reducedWidth, reducedHeight);
        take(memory);
        try {
            AreaMean mean = new AreaMean(stored.width(), stored.height(), reducedWidth, reducedHeight, samples(stored));
            stored.decode(mean);
            int[] argb = orientation.upright(argb(stored, mean.means()), reducedWidth, reducedHeight);
            return new Upright(argb, turned ? reducedHeight : reducedWidth, turned ? reducedWidth : reducedHeight);
        } finally {
            limits.memory().give(memory);
        }
    }

    /** Returns the number of samples per pixel. */
    private static int samples(StoredPicture stored) {
        return stored.channels() + (stored.hasOpacity() ? 1 : 0);
    }

    private static int[] argb(StoredPicture stored, byte[] samples) {
        ColourProfile profile = ColourProfile.of(stored.profile(), stored.channels());
        if (!stored.hasOpacity()) {
            return PictureScale.argb(profile.toRgb(samples));
        }
        int channels = stored.channels();
        int pixels = samples.length / (channels + 1);
        byte[] colours = new byte[channels * pixels];
        for (int i = 0; i < pixels; i++) {
            System.arraycopy(samples, i * (channels + 1), colours, i * channels, channels);
        }
        int[] argb = PictureScale.argb(profile.toRgb(colours));
        for (int i = 0; i < pixels; i++) {
            argb[i] = (argb[i] & ~OPAQUE) | (samples[i * (channels + 1) + channels] << 24);
        }
        return argb;
    }

    private static long bytes(StoredPicture stored, int reducedWidth, int reducedHeight) {
        long reduction = AreaMean.bytes(stored.width(), stored.height(), reducedWidth, reducedHeight, samples(stored));
        // Red, green and blue, twice if opacity is separated from them; and ARGB pixels three times: as stored,
        // upright, and as an image.
        int colours = stored.hasOpacity() ? 2 * StoredPicture.RGB : StoredPicture.RGB;
        long result = (colours + 3L * Integer.BYTES) * reducedWidth * reducedHeight;
        return stored.decodingBytes() + reduction + result;
    }

    private void take(long bytes) {
        if (bytes > limits.memory().bytes()) {
            throw new UnencodableInputException(
                    TOO_COSTLY,
                    "field 'image' would take " + bytes + " bytes of memory to decode; at most "
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
