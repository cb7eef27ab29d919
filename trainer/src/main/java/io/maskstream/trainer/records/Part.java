package io.maskstream.trainer.records;

import java.util.Locale;

/** What a record is for. */
public enum Part {
    /** To train on. */
    TRAIN,
    /** To choose settings by, and to watch a fit. */
    VALIDATION,
    /** To measure with, at the end. */
    TEST;

    /**
     * A part by the name that people give it: {@code train} or {@code training}; {@code validation}, {@code valid}, {@code val}
     * or {@code dev}; {@code test} or {@code testing}; in any case.
     *
     * @return null if it is the name of none
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
