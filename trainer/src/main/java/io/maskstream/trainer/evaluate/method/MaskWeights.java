package io.maskstream.trainer.evaluate.method;

import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import java.util.List;

/** The explainer's own mask: the mean weight of each region. */
public record MaskWeights() implements Attribution {

    public static final String NAME = "mask";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<float[]> scores(ExplainedRecords records) {
        return records.masks().stream().map(records.regions()::pooled).toList();
    }
}
