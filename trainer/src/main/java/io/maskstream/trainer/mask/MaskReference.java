package io.maskstream.trainer.mask;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Replacement of a part whose weight is 0. */
public enum MaskReference {
    /** Zeros in every channel of the maskable tensor, as in the paper. */
    ZERO,
    /**
     * The mean colour of the images. Zeros often mean black, which is evidence of its own to a model that has never
     * seen black areas, and black pixels among others form edges (Dabkowski and Gal 2017 blur for that reason). For
     * tokens, whose channels have no meaning of their own, zeros.
     */
    MEAN,
    /** The mean when serving; during the fit, a random replacement for each record (see {@link VariedReference}). */
    VARIED;

    /** Returns the name used in manifests. */
    @Override
    @JsonValue
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
