package io.maskstream.trainer.evaluate.replacement;

import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import java.util.List;

/**
 * What a weight of 0 makes of a region in the explainer's own graph, and so what the mask was fitted with.
 *
 * @param name in reports
 */
public record AsFitted(String name) implements Replacement {

    @Override
    public float[][] predictions(ExplainedRecords records, List<float[]> kept) {
        return records.keeping(kept);
    }
}
