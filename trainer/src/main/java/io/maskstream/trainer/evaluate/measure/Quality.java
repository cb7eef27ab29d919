package io.maskstream.trainer.evaluate.measure;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.trainer.evaluate.subject.Classification;
import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import io.maskstream.trainer.evaluate.subject.Regression;

/**
 * Accuracy or error of the model with and without the mask, on labelled records: {@code accuracy} and
 * {@code maskedAccuracy}, or {@code rmse} and {@code maskedRmse}.
 */
public record Quality() implements Measure {

    @Override
    public String title() {
        return "Quality with and without the mask";
    }

    @Override
    public void of(Trial trial, ObjectNode result) {
        ExplainedRecords records = trial.all();
        if (records.labelled()) {
            into(result, records.ofValues(), records.predictions(), records.maskedPredictions(), records.targets());
        }
    }

    static void into(ObjectNode node, boolean values, float[][] whole, float[][] masked, float[] targets) {
        node.put(values ? "rmse" : "accuracy", of(values, whole, targets));
        node.put(values ? "maskedRmse" : "maskedAccuracy", of(values, masked, targets));
    }

    /** Returns the root mean squared error under the mask in the unit of the values, or the accuracy of classes. */
    public static double ofMasked(ExplainedRecords records) {
        return of(records.ofValues(), records.maskedPredictions(), records.targets());
    }

    private static double of(boolean values, float[][] predictions, float[] targets) {
        return values
                ? Regression.rmse(Regression.values(predictions), targets)
                : Classification.accuracy(predictions, targets);
    }
}
