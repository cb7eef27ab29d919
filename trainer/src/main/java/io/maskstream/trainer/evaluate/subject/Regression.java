package io.maskstream.trainer.evaluate.subject;

/** The error of predicted values. */
public final class Regression {

    private Regression() {}

    /** Returns the first column of predictions. */
    public static float[] values(float[][] predictions) {
        float[] values = new float[predictions.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = predictions[i][0];
        }
        return values;
    }

    /**
     * Returns the root mean squared error over the labelled records.
     *
     * @param targets labels; {@code NaN} if there is none
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
