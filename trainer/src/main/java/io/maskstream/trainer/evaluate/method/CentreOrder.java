package io.maskstream.trainer.evaluate.method;

import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import io.maskstream.trainer.evaluate.subject.Regions;
import java.util.List;

/** Scores regions by their distance from the centre of the image, so that the highest scores form a rectangle. */
public record CentreOrder() implements Attribution {

    @Override
    public String name() {
        return "centre";
    }

    @Override
    public List<float[]> scores(ExplainedRecords records) {
        Regions.Grid grid = (Regions.Grid) records.regions();
        return records.perRecord((record, regions) -> {
            float[] scores = new float[regions];
            for (int region = 0; region < regions; region++) {
                double vertical =
                        Math.abs(Math.floorDiv(region, grid.columns()) - (grid.rows() - 1) / 2.0) / grid.rows();
                double horizontal = Math.abs(region % grid.columns() - (grid.columns() - 1) / 2.0) / grid.columns();
                scores[region] = (float) -Math.max(vertical, horizontal);
            }
            return scores;
        });
    }
}
