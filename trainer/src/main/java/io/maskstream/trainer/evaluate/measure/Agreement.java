package io.maskstream.trainer.evaluate.measure;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import io.maskstream.trainer.evaluate.subject.Regression;

/**
 * How often the model predicts the same for a record and for the masked record: {@code agreement}. For values also the
 * {@code tolerance} within which predictions agree, and {@code maskedToWholeRmse}, the root mean squared difference.
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
