package io.maskstream.demo;

import java.awt.image.BufferedImage;

/** Scales pictures: each new pixel is the mean of the old ones that it covers, wholly or in part. */
final class BoxScale {

    private BoxScale() {}

    /** An opaque picture in another size. */
    static BufferedImage scaled(BufferedImage picture, int width, int height) {
        BufferedImage scaled = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            int top = first(y, height, picture.getHeight());
            int bottom = last(y, height, picture.getHeight());
            for (int x = 0; x < width; x++) {
                int left = first(x, width, picture.getWidth());
                int right = last(x, width, picture.getWidth());
                scaled.setRGB(
                        x,
                        y,
                        mean(picture.getRGB(left, top, right - left + 1, bottom - top + 1, null, 0, right - left + 1)));
            }
        }
        return scaled;
    }

    private static int first(int pixel, int pixels, int old) {
        return (int) ((long) pixel * old / pixels);
    }

    private static int last(int pixel, int pixels, int old) {
        return (int) (((pixel + 1L) * old - 1) / pixels);
    }

    private static int mean(int[] colours) {
        long red = 0;
        long green = 0;
        long blue = 0;
        for (int colour : colours) {
            red += colour >> 16 & 0xff;
            green += colour >> 8 & 0xff;
            blue += colour & 0xff;
        }
        return rounded(red, colours.length) << 16 | rounded(green, colours.length) << 8 | rounded(blue, colours.length);
    }

    private static int rounded(long sum, int count) {
        return (int) ((sum + count / 2) / count);
    }
}
