package io.maskstream.trainer.evaluate.subject;

import io.maskstream.schemas.artifact.ImageInput;
import io.maskstream.schemas.artifact.Manifest;

/**
 * Groups the parts of a record into regions, which methods score and which are kept or replaced together. In texts and
 * molecules each token is a region; an image is divided into a grid.
 */
public sealed interface Regions {

    /**
     * Maximum number of regions along each side of an image; more would be finer than the resolution of most models.
     */
    int ACROSS = 8;

    /** Returns the regions for a model's input. */
    static Regions of(Manifest.Input input) {
        ImageInput image = input.image();
        return image == null ? new Tokens() : Grid.of(image.maskWidth(), image.maskHeight(), ACROSS);
    }

    /** Number of regions of a record with a number of parts. */
    int count(int parts);

    /** The region that a part belongs to, from 0. */
    int of(int part);

    /** Returns the mean of the parts' numbers in each region. */
    default float[] pooled(float[] parts) {
        float[] sums = new float[count(parts.length)];
        int[] members = new int[sums.length];
        for (int part = 0; part < parts.length; part++) {
            sums[of(part)] += parts[part];
            members[of(part)]++;
        }
        for (int region = 0; region < sums.length; region++) {
            sums[region] /= members[region];
        }
        return sums;
    }

    /** Returns the sum of the parts' numbers in each region. */
    default float[] summed(float[] parts) {
        float[] sums = new float[count(parts.length)];
        for (int part = 0; part < parts.length; part++) {
            sums[of(part)] += parts[part];
        }
        return sums;
    }

    /** Expands one number per region to one number per part. */
    default float[] expanded(float[] regions, int parts) {
        float[] expanded = new float[parts];
        for (int part = 0; part < parts; part++) {
            expanded[part] = regions[of(part)];
        }
        return expanded;
    }

    /** Each token is a region. */
    record Tokens() implements Regions {
        @Override
        public int count(int parts) {
            return parts;
        }

        @Override
        public int of(int part) {
            return part;
        }
    }

    /**
     * Rectangles of an image's cells, smaller at the right and bottom if the size is not a multiple of theirs.
     *
     * @param width of the mask in cells
     * @param rectangleWidth in cells
     * @param rectangleHeight in cells
     * @param columns number of columns of rectangles
     * @param rows number of rows of rectangles
     */
    record Grid(int width, int rectangleWidth, int rectangleHeight, int columns, int rows) implements Regions {

        /**
         * Divides an image.
         *
         * @param width of the mask in cells
         * @param height of the mask in cells
         * @param across maximum number of rectangles along each side
         */
        public static Grid of(int width, int height, int across) {
            int rectangleWidth = (width + across - 1) / across;
            int rectangleHeight = (height + across - 1) / across;
            return new Grid(
                    width,
                    rectangleWidth,
                    rectangleHeight,
                    (width + rectangleWidth - 1) / rectangleWidth,
                    (height + rectangleHeight - 1) / rectangleHeight);
        }

        @Override
        public int count(int parts) {
            return columns * rows;
        }

        @Override
        public int of(int part) {
            return part / width / rectangleHeight * columns + part % width / rectangleWidth;
        }
    }
}
