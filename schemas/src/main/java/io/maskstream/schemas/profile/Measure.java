package io.maskstream.schemas.profile;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A measure that is observed for each explained record. */
public enum Measure {
    /** Mean weight of the mask, in [0,1]. */
    MASK_AREA,
    /** The predicted value, or the index of the most probable class. */
    PREDICTION,
    /** Probability of the most probable class. */
    CONFIDENCE,
    /** Number of tokens or atoms that a mask weighs. */
    LENGTH,
    /** Share of these tokens or atoms that the vocabulary lacks. */
    UNKNOWN_SHARE,
    /** Mean grey level of an image, in [0,1]; see {@link GreyLevels}. */
    BRIGHTNESS,
    /** Standard deviation of an image's grey levels; see {@link GreyLevels}. */
    CONTRAST,
    /** The prediction minus baseline and evidence, in the unit of the prediction. */
    REMAINDER;

    /** Returns the name in manifests and metrics. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Measure> labelled(String label) {
        return Arrays.stream(values())
                .filter(measure -> measure.label().equals(label))
                .findFirst();
    }
}
