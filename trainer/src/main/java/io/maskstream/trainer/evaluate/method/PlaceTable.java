package io.maskstream.trainer.evaluate.method;

import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import java.util.List;

/**
 * The mean weight of each region in the masks of other images: what can be known of a mask without its image.
 *
 * @param others records other than those that are scored
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
