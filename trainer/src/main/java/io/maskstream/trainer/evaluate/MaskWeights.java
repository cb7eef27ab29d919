package io.maskstream.trainer.evaluate;

import java.util.List;

/** The mask of the explainer itself. */
record MaskWeights() implements Attribution {

    static final String NAME = "mask";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<float[]> scores(ExplainedRecords records) {
        return records.masks();
    }
}
