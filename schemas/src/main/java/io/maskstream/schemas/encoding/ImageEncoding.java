package io.maskstream.schemas.encoding;

import static io.maskstream.schemas.record.RefusalReason.EMPTY;
import static io.maskstream.schemas.record.RefusalReason.TOO_LONG;
import static io.maskstream.schemas.record.RefusalReason.TOO_SMALL;
import static io.maskstream.schemas.record.RefusalReason.UNPARSABLE;

import io.maskstream.schemas.picture.PictureScale;
import io.maskstream.schemas.record.Image;
import io.maskstream.schemas.record.ImageSize;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;

/**
 * Pictures of any size as the pixels that a model sees: stretched to its size, whatever their proportions, so that the mask can be stretched back over the original. A picture of just the model's size is
 * taken as it is.
 */
public final class ImageEncoding implements InputEncoding {

    /** In pixels, along each side; smaller pictures show nothing that could be explained. */
    public static final int MINIMUM_SIDE = 8;

    private static final int RGB_BYTES = 3;
    private static final int OPAQUE = 0xFF000000;

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

    @Override
    public InputKind kind() {
        return InputKind.IMAGE;
    }

    @Override
    public PixelGrid encode(Object image) {
        return encode((Image) image);
    }

    /**
     * Decodes, if the picture is a file, and scales.
     *
     * @throws UnencodableInputException if it is too large or too small, in another format, or damaged
     */
    public PixelGrid encode(Image image) {
        BufferedImage picture = picture(image);
        return new PixelGrid(
                PictureScale.pixels(picture, width, height), width, height, picture.getWidth(), picture.getHeight());
    }

    /**
     * Decodes without scaling.
     *
     * @return opaque, of type RGB
     * @throws UnencodableInputException as {@link #encode(Image)}
     */
    public BufferedImage picture(Image image) {
        byte[] data = bytes(image.getData());
        if (data.length == 0) {
            throw new UnencodableInputException(EMPTY, "field 'image' is empty");
        }
        if (data.length > limits.bytes()) {
            throw new UnencodableInputException(
                    TOO_LONG,
                    "field 'image' has " + data.length + " bytes, and at most " + limits.bytes() + " are taken");
        }
        return image.getSize() == null ? ImageFile.of(data).picture(this::checkSize) : raw(data, image.getSize());
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
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

    private BufferedImage raw(byte[] rgb, ImageSize size) {
        if (size.getWidth() < 1 || size.getHeight() < 1) {
            throw new UnencodableInputException(
                    UNPARSABLE,
                    "fields 'width' and 'height' must be at least 1, not " + size.getWidth() + " and "
                            + size.getHeight());
        }
        long pixels = (long) size.getWidth() * size.getHeight();
        if (rgb.length != RGB_BYTES * pixels) {
            throw new UnencodableInputException(
                    UNPARSABLE,
                    "field 'image' has " + rgb.length + " bytes, but " + size.getWidth() + " x " + size.getHeight()
                            + " pixels of raw RGB are " + RGB_BYTES * pixels);
        }
        checkSize(size.getWidth(), size.getHeight());
        int[] argb = new int[(int) pixels];
        for (int i = 0; i < argb.length; i++) {
            int at = RGB_BYTES * i;
            int blue = rgb[at + 2] & 0xFF;
            argb[i] = OPAQUE | (rgb[at] & 0xFF) << 16 | (rgb[at + 1] & 0xFF) << 8 | blue;
        }
        BufferedImage picture = new BufferedImage(size.getWidth(), size.getHeight(), BufferedImage.TYPE_INT_RGB);
        picture.setRGB(0, 0, size.getWidth(), size.getHeight(), argb, 0, size.getWidth());
        return picture;
    }
}
