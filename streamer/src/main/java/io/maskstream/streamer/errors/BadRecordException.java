package io.maskstream.streamer.errors;

import java.util.Locale;

/**
 * A record that can never be explained, whoever tries again. The message says to the person who published it which
 * record it was, which field, and why.
 */
public final class BadRecordException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Why, in a word that metrics can count and a program can read. */
    public enum Reason {
        /** The value is in none of the encodings that are read, or is damaged, or lacks a field. */
        UNREADABLE,
        /** It names an explainer that is not served here. */
        UNKNOWN_EXPLAINER,
        /** It names an explainer that takes another kind of input. */
        WRONG_KIND,
        /** It names no explainer, and none that is served here takes its kind of input. */
        UNSERVED_KIND,
        /** There is nothing to explain in it. */
        EMPTY,
        /** It has more than is taken. */
        TOO_LONG,
        /** It has so few pixels that nothing can be seen. */
        TOO_SMALL,
        /** It has characters that the model was not trained on. */
        UNKNOWN_CHARACTERS,
        /** It has words, but not one that the model was trained on. */
        UNKNOWN_WORDS,
        /** It is not in the notation or format that it should be in, or damaged. */
        UNPARSABLE,
        /** The model failed on it, though it answers other inputs. */
        MODEL_FAILURE,
        /** Its explanation is larger than the producer may send. */
        TOO_LARGE;

        /** As it stands in metrics and headers: {@code unknown_explainer}. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Reason reason;

    public BadRecordException(Reason reason, String message) {
        this(reason, message, null);
    }

    public BadRecordException(Reason reason, String message, Throwable cause) {
        // No stack trace of its own: where in this program a bad record was noticed says nothing about the record, and
        // the dead letter would carry it.
        super(message, cause, false, false);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
