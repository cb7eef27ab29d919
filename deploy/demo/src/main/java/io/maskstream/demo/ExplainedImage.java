package io.maskstream.demo;

import io.maskstream.schemas.input.UnencodableInputException;
import io.maskstream.schemas.input.image.ImageEncoding;
import io.maskstream.schemas.input.image.ImageLimits;
import io.maskstream.schemas.record.Image;
import io.maskstream.schemas.record.ImageSize;
import io.maskstream.schemas.record.Mask;
import java.awt.image.BufferedImage;

/**
 * An image and the mask that is to be stretched over it.
 *
 * @param picture opaque
 */
record ExplainedImage(BufferedImage picture, PixelMask mask) {

    /** Decodes as the streamer does; its size is of no account here. */
    private static final ImageEncoding ENCODING = new ImageEncoding(1, 1, ImageLimits.usual());

    /**
     * Puts an explanation's mask beside the image of its request.
     *
     * @throws UnshowableException if one of them cannot be shown, or the mask is that of an image of another size
     */
    static ExplainedImage of(Image image, Mask mask) {
        BufferedImage picture = picture(image);
        ImageSize size = mask.getImageSize();
        if (size != null && (size.getWidth() != picture.getWidth() || size.getHeight() != picture.getHeight())) {
            throw new UnshowableException("the mask is for an image of " + size.getWidth() + " x " + size.getHeight()
                    + " pixels, but this one has " + picture.getWidth() + " x " + picture.getHeight());
        }
        return new ExplainedImage(picture, PixelMask.of(mask));
    }

    /** The pixels of an image, opaque; transparent parts as on white paper. */
    static BufferedImage picture(Image image) {
        try {
            return ENCODING.picture(image);
        } catch (UnencodableInputException e) {
            throw new UnshowableException(e.getMessage(), e);
        }
    }
}
