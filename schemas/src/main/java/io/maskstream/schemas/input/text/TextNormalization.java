package io.maskstream.schemas.input.text;

import io.maskstream.schemas.record.Quotes;

/**
 * Normalizations of a text before its words are looked up. A model is trained with a normalization, so the explainer's
 * manifest names it. A normalization never changes; different rules get a new label.
 */
public enum TextNormalization {

    /** No normalization; the default of a manifest without a label. */
    NONE(null),

    /**
     * HTML entities are decoded once, default-ignorable characters are dropped, all kinds of apostrophes become one
     * character, and the text is normalized to NFKC; see {@link LookupText#unicode1}.
     */
    UNICODE_1("unicode-1");

    private final String label;

    TextNormalization(String label) {
        this.label = label;
    }

    /** Returns the label in manifests; null for {@link #NONE}, which has none. */
    public String label() {
        return label;
    }

    /**
     * Returns the normalization with a label.
     *
     * @param label the label in a manifest; null if the manifest has none
     * @throws IllegalArgumentException if this version of maskstream does not know the label
     */
    public static TextNormalization of(String label) {
        if (label == null) {
            return NONE;
        }
        if (label.equals(UNICODE_1.label)) {
            return UNICODE_1;
        }
        throw new IllegalArgumentException("this version of maskstream does not know the normalization '"
                + Quotes.shown(label) + "', only '" + UNICODE_1.label + "'");
    }

    /** Returns the normalized text. */
    LookupText lookup(String text) {
        return this == NONE ? LookupText.asPublished(text) : LookupText.unicode1(text);
    }
}
