package io.maskstream.trainer.evaluate.method;

import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import java.util.List;

/**
 * The mean weight of each region in the masks of other pictures: what a mask knows without looking at the picture.
 *
 * @param others records that are not scored
 */
public record PlaceTable(ExplainedRecords others) implements Attribution {

    public static final String NAME = "mean mask";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<float[]> scores(ExplainedRecords records) {
        List<float[]> masks = new MaskWeights().scores(others);
        return records.perRecord((record, regions) -> {
            float[] means = new float[regions];
            masks.forEach(mask -> {
                for (int region = 0; region < regions; region++) {
                    means[region] += mask[region] / masks.size();
                }
            });
            return means;
        });
    }
}
