package io.maskstream.trainer.evaluate.subject;

/** How far predictions of values are off. */
public final class Regression {

    private Regression() {}

    /** The first column of predictions. */
    public static float[] values(float[][] predictions) {
        float[] values = new float[predictions.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = predictions[i][0];
        }
        return values;
    }

    /**
     * Root of the mean squared difference over the labelled records.
     *
     * @param targets {@code NaN} where there is no label
     */
    public static double rmse(float[] predictions, float[] targets) {
        double sum = 0;
        int labelled = 0;
        for (int i = 0; i < targets.length; i++) {
            if (!Float.isNaN(targets[i])) {
                double error = predictions[i] - targets[i];
                sum += error * error;
                labelled++;
            }
        }
        return Math.sqrt(sum / labelled);
    }
}
