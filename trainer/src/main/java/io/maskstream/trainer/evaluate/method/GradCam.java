package io.maskstream.trainer.evaluate.method;

import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import io.maskstream.trainer.evaluate.subject.Regions;
import java.util.List;

/**
 * Grad-CAM (Selvaraju et al. 2017) at the features that the mask network reads, enlarged to the regions of an image.
 */
public record GradCam() implements Attribution {

    public static final String NAME = "Grad-CAM";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<float[]> scores(ExplainedRecords records) {
        Regions.Grid grid = (Regions.Grid) records.regions();
        int columns = records.model().featureColumns();
        return records.model().gradCam(records.inputs(), records.predictedClasses()).stream()
                .map(map -> stretched(map, columns, grid.columns(), grid.rows()))
                .toList();
    }

    /**
     * Resizes a map by linear interpolation between the centres of its cells.
     *
     * @param map row by row
     * @param columns of the map
     * @param toColumns of the result
     * @param toRows of the result
     */
    public static float[] stretched(float[] map, int columns, int toColumns, int toRows) {
        int rows = map.length / columns;
        float[] stretched = new float[toColumns * toRows];
        for (int row = 0; row < toRows; row++) {
            double y = within((row + 0.5) * rows / toRows - 0.5, rows);
            int top = (int) Math.min(y, Math.max(0, rows - 2));
            for (int column = 0; column < toColumns; column++) {
                double x = within((column + 0.5) * columns / toColumns - 0.5, columns);
                int left = (int) Math.min(x, Math.max(0, columns - 2));
                int right = Math.min(left + 1, columns - 1);
                int bottom = Math.min(top + 1, rows - 1);
                double upper = between(map[top * columns + left], map[top * columns + right], x - left);
                double under = between(map[bottom * columns + left], map[bottom * columns + right], x - left);
                stretched[row * toColumns + column] = (float) between(upper, under, y - top);
            }
        }
        return stretched;
    }

    private static double within(double place, int size) {
        return Math.max(0, Math.min(size - 1.0, place));
    }

    private static double between(double first, double second, double share) {
        return first + (second - first) * share;
    }
}
