package io.maskstream.trainer.evaluate.subject;

import io.maskstream.schemas.artifact.ImageInput;
import io.maskstream.schemas.artifact.Manifest;

/**
 * How the parts of a record are grouped into the regions that methods score and that are kept or replaced together: of texts
 * and molecules each token is one, a picture is cut into a grid.
 */
public sealed interface Regions {

    /** Regions along each side of a picture, at most: more would be below the resolution at which most models see. */
    int ACROSS = 8;

    /** Of what a model takes. */
    static Regions of(Manifest.Input input) {
        ImageInput image = input.image();
        return image == null ? new Tokens() : Grid.of(image.maskWidth(), image.maskHeight(), ACROSS);
    }

    /** How many regions a record of so many parts has. */
    int count(int parts);

    /** The region that a part belongs to, from 0. */
    int of(int part);

    /** The mean of the parts' numbers in each region. */
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

    /** The sum of the parts' numbers in each region. */
    default float[] summed(float[] parts) {
        float[] sums = new float[count(parts.length)];
        for (int part = 0; part < parts.length; part++) {
            sums[of(part)] += parts[part];
        }
        return sums;
    }

    /** A number a region as a number a part. */
    default float[] expanded(float[] regions, int parts) {
        float[] expanded = new float[parts];
        for (int part = 0; part < parts; part++) {
            expanded[part] = regions[of(part)];
        }
        return expanded;
    }

    /** Each token by itself. */
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
     * Rectangles of a picture's cells, smaller at the right and at the bottom where they do not come out even.
     *
     * @param width of the mask in cells
     * @param rectangleWidth in cells
     * @param rectangleHeight in cells
     * @param columns of rectangles
     * @param rows of rectangles
     */
    record Grid(int width, int rectangleWidth, int rectangleHeight, int columns, int rows) implements Regions {

        /**
         * Cuts a picture.
         *
         * @param width of the mask in cells
         * @param height of the mask in cells
         * @param across how many rectangles there are along each side, at most
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
