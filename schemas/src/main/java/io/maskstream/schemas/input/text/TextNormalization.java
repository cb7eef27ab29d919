package io.maskstream.schemas.input.text;

import io.maskstream.schemas.record.Quotes;

/**
 * What is done to a text before its words are looked up. It is part of what a model was trained on, so an explainer's
 * manifest says which, and each stays as it is for ever: another rule gets another label.
 */
public enum TextNormalization {

    /** Nothing, as with all explainers whose manifest names none. */
    NONE(null),

    /**
     * HTML entities are decoded once, default-ignorable characters are dropped, the characters that people type for an
     * apostrophe become one, and the rest is brought into Unicode's form NFKC; see {@link LookupText#unicode1}.
     */
    UNICODE_1("unicode-1");

    private final String label;

    TextNormalization(String label) {
        this.label = label;
    }

    /** As it stands in manifests; null for {@link #NONE}, which is not written. */
    public String label() {
        return label;
    }

    /**
     * By the label in a manifest.
     *
     * @param label null where the manifest has none
     * @throws IllegalArgumentException if this version of maskstream does not know it
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

    /** A text as its words are looked up. */
    LookupText lookup(String text) {
        return this == NONE ? LookupText.asPublished(text) : LookupText.unicode1(text);
    }
}
