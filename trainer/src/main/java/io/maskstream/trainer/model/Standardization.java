package io.maskstream.trainer.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.maskstream.schemas.artifact.TokenInput.Letters;
import io.maskstream.schemas.artifact.TokenInput.TextStep;
import java.util.List;

/** What the standardisations of Keras' {@code TextVectorization} do to a text. */
public enum Standardization {
    @JsonProperty("lower_and_strip_punctuation")
    LOWER_AND_STRIP_PUNCTUATION(true, true),
    @JsonProperty("lower")
    LOWER(true, false),
    @JsonProperty("strip_punctuation")
    STRIP_PUNCTUATION(false, true),
    @JsonProperty("none")
    NONE(false, false);

    /** ASCII's punctuation, which Keras takes away without putting a space in its place. */
    private static final String PUNCTUATION = "[!\"#$%&()\\*\\+,-\\./:;<=>?@\\[\\\\\\]^_`{|}~\\']";

    private final boolean lower;
    private final boolean strip;

    Standardization(boolean lower, boolean strip) {
        this.lower = lower;
        this.strip = strip;
    }

    /** In the order in which they are taken. */
    List<TextStep> steps() {
        TextStep lowered = TextStep.lowercase(Letters.ASCII);
        TextStep stripped = TextStep.replacing(PUNCTUATION, "");
        if (lower && strip) {
            return List.of(lowered, stripped);
        }
        return lower ? List.of(lowered) : strip ? List.of(stripped) : List.of();
    }
}
