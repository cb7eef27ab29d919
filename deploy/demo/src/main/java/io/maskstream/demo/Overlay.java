package io.maskstream.demo;

import io.maskstream.schemas.input.image.PictureScale;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;

/**
 * Draws an image beside a masked copy of it. Pixels of weight 1 are unchanged, pixels of weight 0 are grey and dark,
 * and pixels in between are mixed by their weight.
 */
final class Overlay {

    /** Minimum height in pixels; the pixels of a lower image are enlarged to squares. */
    static final int LEAST_HEIGHT = 256;

    /** Maximum width and height in pixels; a larger image is scaled down. */
    static final int MOST = 1024;

    /** The gap between the two images in pixels. */
    static final int GAP = 8;

    /** The share of the brightness that remains at weight 0. */
    private static final double DARKNESS = 0.3;

    private static final int GAP_COLOUR = 0xffffff;

    private Overlay() {}

    /** Draws the overlay. */
    static BufferedImage of(ExplainedImage image) {
        BufferedImage picture = reduced(image.picture());
        int enlargement = Math.max(
                1, Math.min((LEAST_HEIGHT + picture.getHeight() - 1) / picture.getHeight(), MOST / picture.getWidth()));
        int width = enlargement * picture.getWidth();
        int height = enlargement * picture.getHeight();
        PixelMask weights = image.mask().stretched(width, height);
        BufferedImage both = new BufferedImage(2 * width + GAP, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = both.createGraphics();
        graphics.setRenderingHint(
                RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
        graphics.drawImage(picture, 0, 0, width, height, null);
        graphics.dispose();
        for (int y = 0; y < height; y++) {
            for (int x = width; x < width + GAP; x++) {
                both.setRGB(x, y, GAP_COLOUR);
            }
            for (int x = 0; x < width; x++) {
                both.setRGB(width + GAP + x, y, seen(both.getRGB(x, y), weights.at(x, y)));
            }
        }
        return both;
    }

    private static BufferedImage reduced(BufferedImage picture) {
        double scale = (double) MOST / Math.max(picture.getWidth(), picture.getHeight());
        if (scale >= 1) {
            return picture;
        }
        int width = Math.max(1, (int) Math.round(scale * picture.getWidth()));
        int height = Math.max(1, (int) Math.round(scale * picture.getHeight()));
        return PictureScale.scaled(picture, width, height);
    }

    private static int seen(int rgb, float weight) {
        int red = rgb >> 16 & 0xff;
        int green = rgb >> 8 & 0xff;
        int blue = rgb & 0xff;
        // Brightness by the weights of ITU-R BT.601.
        double dark = DARKNESS * (0.299 * red + 0.587 * green + 0.114 * blue);
        return mixed(red, dark, weight) << 16 | mixed(green, dark, weight) << 8 | mixed(blue, dark, weight);
    }

    private static int mixed(int kept, double leftOut, float weight) {
        return (int) Math.round(weight * kept + (1 - weight) * leftOut);
    }
}
