package io.maskstream.trainer.evaluate;

import java.util.List;

/**
 * The nearer to the centre of the picture, the more a cell counts, so that the highest scores make a rectangle of the
 * picture's proportions.
 *
 * @param width of the mask in cells
 * @param height of the mask in cells
 */
record CentreOrder(int width, int height) implements Attribution {

    @Override
    public String name() {
        return "centre";
    }

    @Override
    public List<float[]> scores(ExplainedRecords records) {
        float[] scores = new float[width * height];
        for (int cell = 0; cell < scores.length; cell++) {
            double vertical = Math.abs(Math.floorDiv(cell, width) - (height - 1) / 2.0) / height;
            double horizontal = Math.abs(cell % width - (width - 1) / 2.0) / width;
            scores[cell] = (float) -Math.max(vertical, horizontal);
        }
        return records.perRecord((record, parts) -> scores.clone());
    }
}
