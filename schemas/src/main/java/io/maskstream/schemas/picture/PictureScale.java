package io.maskstream.schemas.picture;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.AreaAveragingScaleFilter;
import java.awt.image.BufferedImage;
import java.awt.image.FilteredImageSource;
import java.awt.image.PixelGrabber;

/** Pictures in another size: enlarged by cubic interpolation, reduced by the mean over the area of each new pixel. */
public final class PictureScale {

    private PictureScale() {}

    /** An opaque picture in another size. */
    public static BufferedImage scaled(BufferedImage picture, int width, int height) {
        BufferedImage scaled = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        scaled.setRGB(0, 0, width, height, pixels(picture, width, height), 0, width);
        return scaled;
    }

    /** Its ARGB pixels alone, row by row; those of the picture itself if it has the size already. */
    public static int[] pixels(BufferedImage picture, int width, int height) {
        if (picture.getWidth() == width && picture.getHeight() == height) {
            return picture.getRGB(0, 0, width, height, null, 0, width);
        }
        int enlargedWidth = Math.max(width, picture.getWidth());
        int enlargedHeight = Math.max(height, picture.getHeight());
        BufferedImage enlarged = picture.getWidth() == enlargedWidth && picture.getHeight() == enlargedHeight
                ? picture
                : enlarged(picture, enlargedWidth, enlargedHeight);
        return reduced(enlarged, width, height);
    }

    private static BufferedImage enlarged(BufferedImage picture, int width, int height) {
        BufferedImage enlarged = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = enlarged.createGraphics();
        try {
            graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
            graphics.drawImage(picture, 0, 0, width, height, null);
        } finally {
            graphics.dispose();
        }
        return enlarged;
    }

    private static int[] reduced(BufferedImage picture, int width, int height) {
        int[] argb = new int[width * height];
        PixelGrabber grabber = new PixelGrabber(
                new FilteredImageSource(picture.getSource(), new AreaAveragingScaleFilter(width, height)),
                0,
                0,
                width,
                height,
                argb,
                0,
                width);
        try {
            if (!grabber.grabPixels()) {
                throw new IllegalStateException("a picture of " + picture.getWidth() + " x " + picture.getHeight()
                        + " pixels could not be scaled");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while scaling a picture", e);
        }
        return argb;
    }
}
