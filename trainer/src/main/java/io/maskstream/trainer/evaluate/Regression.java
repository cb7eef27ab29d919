package io.maskstream.trainer.evaluate;

/** How far predictions of values are off. */
public final class Regression {

    private Regression() {}

    /** Root of the mean squared difference. */
    public static double rmse(float[] predictions, float[] targets) {
        double sum = 0;
        for (int i = 0; i < targets.length; i++) {
            double error = predictions[i] - targets[i];
            sum += error * error;
        }
        return Math.sqrt(sum / targets.length);
    }
}
