package io.maskstream.trainer.fit;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Target of the prediction on the masked input. */
public enum FitTarget {
    /** The frozen model's prediction for the whole input: the mask explains the model, right or wrong. */
    MODEL,
    /** The label in the data set, as in the paper. */
    LABEL,
    /** The mean of the two. */
    BOTH;

    /** Returns whether the records need labels. */
    public boolean needsLabels() {
        return this != MODEL;
    }

    /** Returns the name used in manifests and on the command line. */
    @Override
    @JsonValue
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
