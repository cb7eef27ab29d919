package io.maskstream.schemas.profile;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What is observed of an explained record. */
public enum Measure {
    /** Mean weight of the mask, in [0,1]. */
    MASK_AREA,
    /** The predicted value, or the place of the most probable class among the model's. */
    PREDICTION,
    /** Probability of the most probable class. */
    CONFIDENCE,
    /** How many tokens or atoms a mask weighs. */
    LENGTH,
    /** Share of these that the vocabulary lacks. */
    UNKNOWN_SHARE,
    /** Mean grey of a picture, in [0,1]; see {@link GreyLevels}. */
    BRIGHTNESS,
    /** Standard deviation of its grey. */
    CONTRAST,
    /** What baseline and evidence leave of the prediction, in its unit. */
    REMAINDER;

    /** As it stands in manifests and metrics. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Measure> labelled(String label) {
        return Arrays.stream(values())
                .filter(measure -> measure.label().equals(label))
                .findFirst();
    }
}
