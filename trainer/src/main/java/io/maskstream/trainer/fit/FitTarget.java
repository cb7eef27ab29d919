package io.maskstream.trainer.fit;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What the prediction on the masked input shall come close to. */
public enum FitTarget {
    /** What the frozen model says of the whole input: the mask explains the model, right or wrong. */
    MODEL,
    /** What the data set says: the paper's choice. */
    LABEL,
    /** The mean of the two. */
    BOTH;

    /** Whether the records need labels. */
    public boolean needsLabels() {
        return this != MODEL;
    }

    /** As it stands in manifests and on the command line. */
    @Override
    @JsonValue
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
