package io.maskstream.trainer.evaluate.leak;

import io.maskstream.trainer.evaluate.subject.Closeness;
import io.maskstream.trainer.evaluate.subject.ExplainedRecords;
import java.util.Arrays;

/**
 * What a mask could reveal about a prediction: the class, or for values whether they are low, middle or high.
 *
 * @param count of classes
 * @param borders between thirds of the predicted values; empty for classes
 */
@SuppressWarnings("ArrayRecordComponent") // Two numbers, never compared.
record PredictedClasses(int count, double... borders) {

    /**
     * Returns the classes of a model's predictions.
     *
     * @param records whose predicted values determine the thirds
     */
    static PredictedClasses of(ExplainedRecords records) {
        float[][] predictions = records.predictions();
        if (!records.ofValues()) {
            return new PredictedClasses(predictions[0].length);
        }
        double[] values =
                Arrays.stream(predictions).mapToDouble(row -> row[0]).sorted().toArray();
        double[] borders = {values[values.length / 3], values[2 * values.length / 3]};
        return new PredictedClasses(borders.length + 1, borders);
    }

    /** The class of a prediction. */
    int of(float[] prediction) {
        return borders.length == 0
                ? Closeness.mostProbable(prediction)
                : (int) Arrays.stream(borders)
                        .filter(border -> prediction[0] >= border)
                        .count();
    }
}
