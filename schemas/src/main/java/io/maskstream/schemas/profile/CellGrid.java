package io.maskstream.schemas.profile;

import java.util.stream.IntStream;

/**
 * A coarse grid over pictures, into which finer cells of masks or evidence are summed up.
 *
 * @param rows of the finer cells
 * @param columns of the finer cells
 * @param height in coarse cells
 * @param width in coarse cells
 * @param cells the places of the coarse cells, row by row
 */
@SuppressWarnings("ArrayRecordComponent") // Handed to sketches as it is; never compared, never a key.
record CellGrid(int rows, int columns, int height, int width, int[] cells) {

    /** Of a side: few enough that each cell has weight in some hundred pictures. */
    private static final int LONGEST_SIDE = 8;

    /** The grid over so many finer cells. */
    static CellGrid over(int rows, int columns) {
        int height = Math.min(rows, LONGEST_SIDE);
        int width = Math.min(columns, LONGEST_SIDE);
        return new CellGrid(
                rows, columns, height, width, IntStream.range(0, height * width).toArray());
    }

    /** Sums of the finer cells' numbers by coarse cell; absolute ones, for those of evidence may cancel out. */
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
