package io.maskstream.schemas.input.image;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;

/**
 * Scales images: enlarges by bicubic interpolation and reduces by the mean over the area of each new pixel. Reduction
 * comes first, so no intermediate image is larger than the original and the result.
 */
public final class PictureScale {

    private static final int RGB = 3;
    private static final int OPAQUE = 0xFF000000;

    private PictureScale() {}

    /** Returns an opaque image, scaled to another size. */
    public static BufferedImage scaled(BufferedImage picture, int width, int height) {
        int reducedWidth = Math.min(width, picture.getWidth());
        int reducedHeight = Math.min(height, picture.getHeight());
        int[] reduced = reduced(picture, reducedWidth, reducedHeight);
        return picture(enlarged(reduced, reducedWidth, reducedHeight, width, height), width, height);
    }

    /** Returns an opaque image with the given ARGB pixels, row by row. */
    public static BufferedImage picture(int[] argb, int width, int height) {
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        picture.getRaster().setDataElements(0, 0, width, height, argb);
        return picture;
    }

    /**
     * Enlarges opaque ARGB pixels.
     *
     * @param argb the pixels, row by row
     * @param newWidth at least {@code width}
     * @param newHeight at least {@code height}
     * @return the enlarged pixels, row by row; the same array if they already have this size
     */
    public static int[] enlarged(int[] argb, int width, int height, int newWidth, int newHeight) {
        if (newWidth == width && newHeight == height) {
            return argb;
        }
        BufferedImage enlarged = new BufferedImage(newWidth, newHeight, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = enlarged.createGraphics();
        try {
            graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
            graphics.drawImage(picture(argb, width, height), 0, 0, newWidth, newHeight, null);
        } finally {
            graphics.dispose();
        }
        return enlarged.getRGB(0, 0, newWidth, newHeight, null, 0, newWidth);
    }

    private static int[] reduced(BufferedImage picture, int width, int height) {
        int fullWidth = picture.getWidth();
        AreaMean mean = new AreaMean(fullWidth, picture.getHeight(), width, height, RGB);
        int[] argb = new int[fullWidth];
        byte[] samples = new byte[RGB * fullWidth];
        for (int y = 0; y < picture.getHeight(); y++) {
            picture.getRGB(0, y, fullWidth, 1, argb, 0, fullWidth);
            for (int x = 0; x < fullWidth; x++) {
                samples[RGB * x] = (byte) (argb[x] >> 16);
                samples[RGB * x + 1] = (byte) (argb[x] >> 8);
                samples[RGB * x + 2] = (byte) argb[x];
            }
            mean.add(y, 0, 1, samples, fullWidth);
        }
        return argb(mean.means());
    }

    /** Converts samples of red, green and blue to opaque ARGB pixels. */
    public static int[] argb(byte[] rgb) {
        int[] argb = new int[rgb.length / RGB];
        for (int i = 0; i < argb.length; i++) {
            int at = RGB * i;
            int blue = rgb[at + 2] & 0xFF;
            argb[i] = OPAQUE | (rgb[at] & 0xFF) << 16 | (rgb[at + 1] & 0xFF) << 8 | blue;
        }
        return argb;
    }
}
