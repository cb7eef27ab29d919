package io.maskstream.demo;

import io.maskstream.schemas.record.Mask;
import java.util.List;

/** The mask of an image, as rows of weights in [0,1]. */
final class PixelMask {

    private final int width;
    private final int height;
    private final float[] weights;

    private PixelMask(int width, int height, float[] weights) {
        this.width = width;
        this.height = height;
        this.weights = weights;
    }

    /**
     * Returns the mask of an explanation.
     *
     * @throws UnshowableException if its weights do not form rows and columns of numbers in [0,1]
     */
    static PixelMask of(Mask mask) {
        List<Integer> shape = mask.getShape();
        if (shape.size() != 2 || shape.get(0) < 1 || shape.get(1) < 1) {
            throw new UnshowableException("the mask has the shape " + shape + ", not a height and a width");
        }
        int height = shape.get(0);
        int width = shape.get(1);
        int count = mask.getWeights().size();
        if (count != (long) height * width) {
            throw new UnshowableException("the mask has the shape " + shape + ", but " + count + " weights");
        }
        float[] weights = new float[count];
        for (int i = 0; i < count; i++) {
            weights[i] = mask.getWeights().get(i);
            if (!(weights[i] >= 0 && weights[i] <= 1)) {
                throw new UnshowableException("the mask has the weight " + weights[i] + ", which is not in [0,1]");
            }
        }
        return new PixelMask(width, height, weights);
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    /** Returns the weight in a column and a row, counted from the upper left. */
    float at(int column, int row) {
        return weights[row * width + column];
    }

    /**
     * Returns the mask stretched to another size: interpolated bilinearly between the centres of its pixels, and
     * constant beyond the outermost centres.
     */
    PixelMask stretched(int toWidth, int toHeight) {
        float[] stretched = new float[toWidth * toHeight];
        for (int row = 0; row < toHeight; row++) {
            double y = position(row, toHeight, height);
            for (int column = 0; column < toWidth; column++) {
                stretched[row * toWidth + column] = between(position(column, toWidth, width), y);
            }
        }
        return new PixelMask(toWidth, toHeight, stretched);
    }

    /**
     * Returns the position of a pixel's centre, in units of the other grid, relative to the centre of its first pixel.
     */
    private static double position(int pixel, int pixels, int others) {
        return Math.max(0, Math.min(others - 1.0, (pixel + 0.5) * others / pixels - 0.5));
    }

    private float between(double x, double y) {
        int left = (int) x;
        int above = (int) y;
        int right = Math.min(left + 1, width - 1);
        int below = Math.min(above + 1, height - 1);
        double upper = at(left, above) + (x - left) * (at(right, above) - at(left, above));
        double lower = at(left, below) + (x - left) * (at(right, below) - at(left, below));
        return (float) (upper + (y - above) * (lower - upper));
    }
}
