package io.maskstream.trainer.records;

import java.util.Locale;

/** A part of a split: the purpose of a record. */
public enum Part {
    /** For training. */
    TRAIN,
    /** For choosing settings and observing a fit. */
    VALIDATION,
    /** For the final evaluation. */
    TEST;

    /**
     * Returns the part with a common name: {@code train} or {@code training}; {@code validation}, {@code valid}, {@code
     * val} or {@code dev}; {@code test} or {@code testing}; ignoring case.
     *
     * @return null if the name is unknown
     */
    public static Part of(String name) {
        return switch (name.strip().toLowerCase(Locale.ROOT)) {
            case "train", "training" -> TRAIN;
            case "validation", "valid", "val", "dev" -> VALIDATION;
            case "test", "testing" -> TEST;
            default -> null;
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
