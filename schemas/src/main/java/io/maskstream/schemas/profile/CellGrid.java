package io.maskstream.schemas.profile;

import java.util.stream.IntStream;

/**
 * A coarse grid over images, for summing the finer cells of masks or evidence.
 *
 * @param rows number of rows of finer cells
 * @param columns number of columns of finer cells
 * @param height height in coarse cells
 * @param width width in coarse cells
 * @param cells indexes of the coarse cells, row by row
 */
@SuppressWarnings("ArrayRecordComponent") // Handed to sketches as it is; never compared, never a key.
record CellGrid(int rows, int columns, int height, int width, int[] cells) {

    /** Limit for the cells of a side. The cells are large enough for each to have weight in a few hundred images. */
    private static final int LONGEST_SIDE = 8;

    /** Returns the grid over the given rows and columns of finer cells. */
    static CellGrid over(int rows, int columns) {
        int height = Math.min(rows, LONGEST_SIDE);
        int width = Math.min(columns, LONGEST_SIDE);
        return new CellGrid(
                rows, columns, height, width, IntStream.range(0, height * width).toArray());
    }

    /** Sums the absolute values of the finer cells by coarse cell; signed evidence could cancel out. */
    float[] pooled(float[] numbers) {
        if (rows == height && columns == width) {
            return numbers;
        }
        float[] pooled = new float[height * width];
        for (int row = 0; row < rows; row++) {
            int first = row * height / rows * width;
            for (int column = 0; column < columns; column++) {
                pooled[first + column * width / columns] += Math.abs(numbers[row * columns + column]);
            }
        }
        return pooled;
    }
}
