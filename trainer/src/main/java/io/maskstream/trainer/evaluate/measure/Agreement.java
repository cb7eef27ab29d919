package io.maskstream.trainer.evaluate.measure;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import io.maskstream.trainer.evaluate.subject.Regression;

/**
 * How often the model says the same of a record and of what its mask leaves of it: {@code agreement}; of values also the
 * {@code tolerance} within which they agree, and {@code maskedToWholeRmse}, how far they are apart.
 */
public record Agreement() implements Measure {

    @Override
    public String title() {
        return "Agreement";
    }

    @Override
    public void of(Trial trial, ObjectNode result) {
        ExplainedRecords records = trial.all();
        result.put("agreement", records.agreement(records.maskedPredictions()));
        if (records.ofValues()) {
            result.put("tolerance", records.tolerance());
            result.put(
                    "maskedToWholeRmse",
                    Regression.rmse(
                            Regression.values(records.maskedPredictions()), Regression.values(records.predictions())));
        }
    }
}
