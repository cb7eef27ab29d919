package io.maskstream.trainer.fit;

import java.util.Locale;

/**
 * Looks after every step of a fit whether its masks still say anything: steps that are too long end in masks that keep all
 * or nothing of every record, from which the flat ends of the sigmoid lead nowhere.
 */
final class CollapseWatch {

    /** Mean weights beyond which masks keep nothing, or everything; explainers that ship have 0.09 to 0.57. */
    private static final double SMALLEST_AREA = 0.005;

    /** Standard deviation within records below which all of a record's weights are the same. */
    private static final double LEAST_DEVIATION = 0.002;

    /** Share of the old value in the running means. */
    private static final double MOMENTUM = 0.9;

    /** Steps before the first judgement, however short the warm-up. */
    private static final int FIRST_STEPS = 40;

    private final double warmUp;
    private int steps;
    private double area;
    private double deviation;

    /**
     * Starts to watch.
     *
     * @param warmUp share of the fit in which masks may be as they like
     */
    CollapseWatch(double warmUp) {
        this.warmUp = warmUp;
    }

    /**
     * Looks at a step.
     *
     * @param progress share of the fit that is done
     * @param stepArea mean weight of the step's masks
     * @param stepDeviation mean standard deviation of the weights within a record
     * @throws CollapsedMaskException if the running means of the two say that the masks have collapsed
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
                "The masks %s (mean area %.4f, deviation within a record %.4f) and explain nothing, so that the fit was"
                        + " stopped: fit with %s.",
                what,
                area,
                deviation,
                remedy));
    }
}
