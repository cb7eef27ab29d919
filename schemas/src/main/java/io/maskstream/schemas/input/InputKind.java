package io.maskstream.schemas.input;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.maskstream.schemas.record.Image;
import io.maskstream.schemas.record.Molecule;
import io.maskstream.schemas.record.Review;
import java.util.Locale;

/** The kind of input that a record contains and an explainer explains. */
public enum InputKind {
    @JsonProperty("image")
    IMAGE(Image.class),
    @JsonProperty("review")
    REVIEW(Review.class),
    @JsonProperty("molecule")
    MOLECULE(Molecule.class);

    private final Class<?> record;

    InputKind(Class<?> record) {
        this.record = record;
    }

    /**
     * Returns the kind of a request's {@code input}.
     *
     * @throws IllegalArgumentException if {@code input} is not a record that a request can contain
     */
    public static InputKind of(Object input) {
        for (InputKind kind : values()) {
            if (kind.record.isInstance(input)) {
                return kind;
            }
        }
        throw new IllegalArgumentException(
                "no kind of input: " + (input == null ? null : input.getClass().getName()));
    }

    /** Returns the name with its article, for sentences: {@code an image}, {@code a review}, {@code a molecule}. */
    public String one() {
        return (this == IMAGE ? "an " : "a ") + this;
    }

    /** Returns the name in manifests, metrics and messages: {@code image}, {@code review}, {@code molecule}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
