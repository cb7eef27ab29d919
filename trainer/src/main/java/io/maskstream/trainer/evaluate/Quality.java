package io.maskstream.trainer.evaluate;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * How often the model is right, or how far off, with and without the mask: {@code accuracy} and {@code maskedAccuracy}, or
 * {@code rmse} and {@code maskedRmse}; of labelled records alone.
 */
record Quality() implements Measure {

    @Override
    public void of(ExplainedRecords records, ObjectNode result) {
        if (records.labelled()) {
            String name = name(records);
            result.put(name, of(records, records.predictions()));
            result.put("masked" + Character.toUpperCase(name.charAt(0)) + name.substring(1), ofMasked(records));
        }
    }

    /** {@code rmse} of values, {@code accuracy} of classes. */
    static String name(ExplainedRecords records) {
        return records.ofValues() ? "rmse" : "accuracy";
    }

    static double ofMasked(ExplainedRecords records) {
        return of(records, records.maskedPredictions());
    }

    /** Of predictions on labelled records: root of the mean squared error in the values' unit, or share of right classes. */
    static double of(ExplainedRecords records, float[][] predictions) {
        return records.ofValues()
                ? Regression.rmse(Regression.values(predictions), records.targets())
                : Classification.accuracy(predictions, records.targets());
    }
}
