package io.maskstream.trainer.mask;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a part becomes that a mask leaves out altogether. */
public enum MaskReference {
    /** Zeros, in every channel of what the mask multiplies: the paper's choice. */
    ZERO,
    /**
     * The mean colour of the records' pictures. Black, which zeros often are, is evidence of its own to a model that has
     * never seen any, and black pixels among others are edges (Dabkowski and Gal 2017 blur for that reason). Of tokens, whose
     * channels mean nothing by themselves, zeros.
     */
    MEAN,
    /** The same as the mean when serving; while fitting, something else for each record (see {@link VariedReference}). */
    VARIED;

    /** As it stands in manifests. */
    @Override
    @JsonValue
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
