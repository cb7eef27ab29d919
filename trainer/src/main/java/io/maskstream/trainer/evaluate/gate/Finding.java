package io.maskstream.trainer.evaluate.gate;

/**
 * The judgement of a condition on an explainer.
 *
 * @param holds whether the explainer meets it
 * @param reason for the judgement, with the figures, in a sentence without a full stop
 */
record Finding(boolean holds, String reason) {

    /** By how much a mask may reveal the class more often than the occlusion map, as a share of the records. */
    static final double POINTS = 0.05;
}
