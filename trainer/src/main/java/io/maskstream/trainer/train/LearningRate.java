package io.maskstream.trainer.train;

/**
 * A learning rate that rises linearly over the first steps and then falls to 0 along half a cosine (Loshchilov and
 * Hutter 2017, without restarts).
 *
 * @param peak highest learning rate
 * @param warmUp share of the steps before the peak, in [0, 1)
 */
public record LearningRate(double peak, double warmUp) {

    /** Returns the learning rate of a step. */
    public float at(long step, long steps) {
        double rising = warmUp * steps;
        if (step < rising) {
            return (float) (peak * (step + 1) / (rising + 1));
        }
        double progress = (step - rising) / Math.max(1, steps - rising);
        return (float) (peak * 0.5 * (1 + Math.cos(Math.PI * Math.min(1, progress))));
    }
}
