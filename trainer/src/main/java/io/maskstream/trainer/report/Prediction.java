package io.maskstream.trainer.report;

import io.maskstream.trainer.evaluate.subject.Closeness;
import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import java.util.Locale;

/** What a model says of a record, and what it should say, in words. */
final class Prediction {

    private final ExplainedRecords records;
    private final float[] targets;

    Prediction(ExplainedRecords records) {
        this.records = records;
        this.targets = records.targets();
    }

    /** The class or the value with its unit: {@code positive}, {@code -2.31 log10 mol/L}. */
    String said(int record) {
        float[] prediction = records.predictions()[record];
        return records.ofValues()
                ? value(prediction[0])
                : records.output().classes().get(Closeness.mostProbable(prediction));
    }

    /** The same with the class' probability: {@code positive (98%)}. */
    String sure(int record) {
        float[] prediction = records.predictions()[record];
        return records.ofValues()
                ? said(record)
                : String.format(
                        Locale.ROOT, "%s (%.0f%%)", said(record), 100 * prediction[Closeness.mostProbable(prediction)]);
    }

    /** The label where it is known and says something else; of values wherever it is known. Otherwise empty. */
    String label(int record) {
        float target = targets[record];
        if (Float.isNaN(target)) {
            return "";
        }
        if (records.ofValues()) {
            return ", its label says " + value(target);
        }
        String label = records.output().classes().get((int) target);
        return label.equals(said(record)) ? "" : ", but its label says " + label;
    }

    private String value(float value) {
        return String.format(Locale.ROOT, "%.4g %s", value, records.output().unit())
                .strip();
    }
}
