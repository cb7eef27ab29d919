package io.maskstream.trainer.evaluate.gate;

/**
 * What a condition says of an explainer.
 *
 * @param holds whether the explainer meets it
 * @param reason why, with the figures, in a sentence without a full stop
 */
record Finding(boolean holds, String reason) {

    /** By how much a mask may tell more of the class than occlusion's map, as a share of the records. */
    static final double POINTS = 0.05;
}
