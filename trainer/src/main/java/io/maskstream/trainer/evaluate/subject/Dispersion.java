package io.maskstream.trainer.evaluate.subject;

import io.maskstream.schemas.artifact.Manifest;

/** How much a model's predictions vary over records. */
public final class Dispersion {

    /**
     * Below this mean distance from the mean prediction, in probability, the predictions are nearly the same for all
     * records.
     */
    public static final double LITTLE = 0.02;

    private Dispersion() {}

    /**
     * Computes the dispersion of predictions.
     *
     * @param predictions a row per record: a value, or the probabilities of the classes
     * @return for values, their standard deviation; for classes, the mean total variation distance from the mean of the
     *     predictions, in [0,1]; {@code NaN} if a prediction is {@code NaN}
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
