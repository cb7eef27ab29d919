package io.maskstream.trainer.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What numbers a model for images takes for black and white. */
public enum PixelRange {
    @JsonProperty("0..255")
    BYTES("0..255", 1f, 0f),
    @JsonProperty("0..1")
    UNIT("0..1", 1 / 255f, 0f),
    @JsonProperty("-1..1")
    SYMMETRIC("-1..1", 1 / 127.5f, -1f);

    private final String label;
    private final float scale;
    private final float offset;

    PixelRange(String label, float scale, float offset) {
        this.label = label;
        this.scale = scale;
        this.offset = offset;
    }

    /** What a sample in [0,255] is multiplied by. */
    float scale() {
        return scale;
    }

    /** What is then added to it. */
    float offset() {
        return offset;
    }

    /** As it stands in options and cards. */
    @Override
    public String toString() {
        return label;
    }
}
