package io.maskstream.trainer.evaluate;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * How often the model says the same of a record and of what its mask leaves of it: {@code agreement}; of values also the
 * {@code tolerance} within which they agree, and {@code maskedToWholeRmse}, how far they are apart.
 */
record Agreement() implements Measure {

    @Override
    public void of(ExplainedRecords records, ObjectNode result) {
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
