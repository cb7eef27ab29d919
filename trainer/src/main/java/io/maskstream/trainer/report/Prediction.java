package io.maskstream.trainer.report;

import io.maskstream.trainer.evaluate.subject.Closeness;
import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import java.util.Locale;

/** Describes predictions and labels in words. */
final class Prediction {

    private final ExplainedRecords records;
    private final float[] targets;

    Prediction(ExplainedRecords records) {
        this.records = records;
        this.targets = records.targets();
    }

    /** Returns the class or the value with its unit: {@code positive}, {@code -2.31 log10 mol/L}. */
    String said(int record) {
        float[] prediction = records.predictions()[record];
        return records.ofValues()
                ? value(prediction[0])
                : records.output().classes().get(Closeness.mostProbable(prediction));
    }

    /** Returns the prediction with the probability of the class: {@code positive (98%)}. */
    String sure(int record) {
        float[] prediction = records.predictions()[record];
        return records.ofValues()
                ? said(record)
                : String.format(
                        Locale.ROOT, "%s (%.0f%%)", said(record), 100 * prediction[Closeness.mostProbable(prediction)]);
    }

    /**
     * Returns a phrase with the label: for values if there is a label, for classes if it differs from the prediction.
     * Otherwise empty.
     */
    String label(int record) {
        float target = targets[record];
        if (Float.isNaN(target)) {
            return "";
        }
        if (records.ofValues()) {
            return ", label " + value(target);
        }
        String label = records.output().classes().get((int) target);
        return label.equals(said(record)) ? "" : ", but the label is " + label;
    }

    private String value(float value) {
        return String.format(Locale.ROOT, "%.4g %s", value, records.output().unit())
                .strip();
    }
}
