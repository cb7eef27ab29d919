package io.maskstream.demo.drawing;

import java.awt.image.BufferedImage;

/** Blurs a picture with a Gaussian, as a lens does with what is out of focus; edges are continued outwards. */
final class Blur {

    private final float[] kernel;

    /** With a standard deviation in pixels. */
    Blur(double deviation) {
        int reach = (int) Math.ceil(3 * deviation);
        kernel = new float[2 * reach + 1];
        double sum = 0;
        for (int i = -reach; i <= reach; i++) {
            double weight = Math.exp(-i * i / (2 * deviation * deviation));
            kernel[i + reach] = (float) weight;
            sum += weight;
        }
        for (int i = 0; i < kernel.length; i++) {
            kernel[i] /= (float) sum;
        }
    }

    /** Blurs a picture in place. */
    void apply(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        int[] line = new int[Math.max(width, height)];
        for (int y = 0; y < height; y++) {
            image.getRGB(0, y, width, 1, line, 0, width);
            image.setRGB(0, y, width, 1, blurred(line, width), 0, width);
        }
        for (int x = 0; x < width; x++) {
            image.getRGB(x, 0, 1, height, line, 0, 1);
            image.setRGB(x, 0, 1, height, blurred(line, height), 0, 1);
        }
    }

    private int[] blurred(int[] line, int length) {
        int[] blurred = new int[length];
        for (int i = 0; i < length; i++) {
            float red = 0;
            float green = 0;
            float blue = 0;
            for (int k = 0; k < kernel.length; k++) {
                int colour = line[Math.max(0, Math.min(length - 1, i + k - kernel.length / 2))];
                red += kernel[k] * (colour >> 16 & 0xff);
                green += kernel[k] * (colour >> 8 & 0xff);
                blue += kernel[k] * (colour & 0xff);
            }
            blurred[i] = 0xff000000 | Math.round(red) << 16 | Math.round(green) << 8 | Math.round(blue);
        }
        return blurred;
    }
}
