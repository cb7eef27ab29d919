package io.maskstream.trainer.evaluate.replacement;

import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import java.util.List;

/**
 * Gives the regions a mask weight of 0 in the explainer's own graph, as during the fit.
 *
 * @param name in reports
 */
public record AsFitted(String name) implements Replacement {

    @Override
    public Replaced replaced(ExplainedRecords records, List<float[]> kept) {
        return new Replaced(records.inputs(), records.weights(kept));
    }
}
