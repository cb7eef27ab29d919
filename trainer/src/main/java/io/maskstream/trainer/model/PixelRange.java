package io.maskstream.trainer.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The range of pixel values that a model for images takes, from black to white. */
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

    /** The factor by which a sample in [0,255] is multiplied. */
    float scale() {
        return scale;
    }

    /** The value that is then added to the sample. */
    float offset() {
        return offset;
    }

    /** The name in options and cards. */
    @Override
    public String toString() {
        return label;
    }
}
