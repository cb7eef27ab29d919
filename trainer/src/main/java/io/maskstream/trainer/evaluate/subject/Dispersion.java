package io.maskstream.trainer.evaluate.subject;

import io.maskstream.schemas.artifact.Manifest;

/** How far a model's predictions of many records lie apart. */
public final class Dispersion {

    /** Mean distance from the mean prediction, in probability, below which a model says much the same of all records. */
    public static final double LITTLE = 0.02;

    private Dispersion() {}

    /**
     * Of some predictions.
     *
     * @param predictions a row a record: a value, or the probabilities of the classes
     * @return of values their standard deviation; of classes the mean total variation distance from the mean of the
     *     predictions, in [0,1]; not a number where a prediction is none
     */
    public static double of(float[][] predictions, Manifest.Output output) {
        double[] mean = new double[predictions[0].length];
        for (float[] row : predictions) {
            for (int i = 0; i < mean.length; i++) {
                mean[i] += row[i] / (double) predictions.length;
            }
        }
        boolean values = output.type() == Manifest.OutputType.VALUE;
        double sum = 0;
        for (float[] row : predictions) {
            for (int i = 0; i < mean.length; i++) {
                double difference = row[i] - mean[i];
                sum += values ? difference * difference : Math.abs(difference) / 2;
            }
        }
        return values ? Math.sqrt(sum / predictions.length) : sum / predictions.length;
    }
}
