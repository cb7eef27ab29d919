package io.maskstream.demo;

import io.maskstream.schemas.input.UnencodableInputException;
import io.maskstream.schemas.input.image.ImageEncoding;
import io.maskstream.schemas.input.image.ImageLimits;
import io.maskstream.schemas.record.Image;
import io.maskstream.schemas.record.ImageSize;
import io.maskstream.schemas.record.Mask;
import java.awt.image.BufferedImage;

/**
 * An image and the mask to be stretched over it.
 *
 * @param picture the image, opaque
 */
record ExplainedImage(BufferedImage picture, PixelMask mask) {

    /** Decodes like the streamer; the size of the model's input does not matter here. */
    private static final ImageEncoding ENCODING = new ImageEncoding(1, 1, ImageLimits.usual());

    /**
     * Combines the image of a request with the mask of its explanation.
     *
     * @throws UnshowableException if one of them cannot be shown, or the mask belongs to an image of another size
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

    /** Returns the opaque pixels of an image; transparent parts are blended with white. */
    static BufferedImage picture(Image image) {
        try {
            return ENCODING.picture(image);
        } catch (UnencodableInputException e) {
            throw new UnshowableException(e.getMessage(), e);
        }
    }
}
