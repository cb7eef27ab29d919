package io.maskstream.trainer.fit;

import java.util.Locale;

/**
 * Detects degenerate masks during a fit. If the learning rate is too high, masks saturate at 0 or 1 for all parts of
 * every record, and the gradient of the sigmoid vanishes there.
 */
final class CollapseWatch {

    /** Masks are degenerate below this mean weight, or above 1 minus it. The included explainers have 0.09 to 0.57. */
    private static final double SMALLEST_AREA = 0.005;

    /** Standard deviation of the weights within a record below which they count as constant. */
    private static final double LEAST_DEVIATION = 0.002;

    /** Share of the old value in the running means. */
    private static final double MOMENTUM = 0.9;

    /** Steps before the first check, even if the warm-up is shorter. */
    private static final int FIRST_STEPS = 40;

    private final double warmUp;
    private int steps;
    private double area;
    private double deviation;

    /**
     * Creates a watch.
     *
     * @param warmUp share of the fit at its start in which masks are not checked
     */
    CollapseWatch(double warmUp) {
        this.warmUp = warmUp;
    }

    /**
     * Checks the running means after a step.
     *
     * @param progress share of the fit that is done
     * @param stepArea mean weight of the step's masks
     * @param stepDeviation mean standard deviation of the weights within a record
     * @throws CollapsedMaskException if the running mean of either shows degenerate masks
     */
    void afterStep(double progress, double stepArea, double stepDeviation) {
        area = steps == 0 ? stepArea : MOMENTUM * area + (1 - MOMENTUM) * stepArea;
        deviation = steps == 0 ? stepDeviation : MOMENTUM * deviation + (1 - MOMENTUM) * stepDeviation;
        steps++;
        if (steps < FIRST_STEPS || progress < warmUp) {
            return;
        }
        if (area < SMALLEST_AREA) {
            throw collapsed("keep nothing", "a lower --learning-rate, or a lower --l1, --l2 or --area-weight");
        }
        if (area > 1 - SMALLEST_AREA) {
            throw collapsed("keep everything", "a lower --learning-rate, or a higher --area-weight");
        }
        if (deviation < LEAST_DEVIATION) {
            throw collapsed(
                    "have the same weight for all parts of a record", "a lower --learning-rate, or a lower --entropy");
        }
    }

    private CollapsedMaskException collapsed(String what, String remedy) {
        return new CollapsedMaskException(String.format(
                Locale.ROOT,
                "The masks %s (mean area %.4f, deviation within a record %.4f) and explain nothing. The fit was"
                        + " stopped: fit with %s.",
                what,
                area,
                deviation,
                remedy));
    }
}
