package io.maskstream.trainer.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.maskstream.schemas.artifact.TokenInput.Letters;
import io.maskstream.schemas.artifact.TokenInput.TextStep;
import java.util.List;

/** The standardisations of Keras' {@code TextVectorization}. */
public enum Standardization {
    @JsonProperty("lower_and_strip_punctuation")
    LOWER_AND_STRIP_PUNCTUATION(true, true),
    @JsonProperty("lower")
    LOWER(true, false),
    @JsonProperty("strip_punctuation")
    STRIP_PUNCTUATION(false, true),
    @JsonProperty("none")
    NONE(false, false);

    /** ASCII punctuation, which Keras removes without putting a space in its place. */
    static final String PUNCTUATION = "[!\"#$%&()\\*\\+,-\\./:;<=>?@\\[\\\\\\]^_`{|}~\\']";

    private final boolean lower;
    private final boolean strip;

    Standardization(boolean lower, boolean strip) {
        this.lower = lower;
        this.strip = strip;
    }

    /** The steps in the order in which they are applied. */
    List<TextStep> steps() {
        TextStep lowered = TextStep.lowercase(Letters.ASCII);
        TextStep stripped = TextStep.replacing(PUNCTUATION, "");
        if (lower && strip) {
            return List.of(lowered, stripped);
        }
        return lower ? List.of(lowered) : strip ? List.of(stripped) : List.of();
    }
}
