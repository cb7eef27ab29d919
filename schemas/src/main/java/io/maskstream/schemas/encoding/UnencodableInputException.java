package io.maskstream.schemas.encoding;

/** An input that a model cannot take. The message names the field and the reason, for the person who published it. */
public final class UnencodableInputException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Why, in a word that metrics can count. */
    public enum Reason {
        /** There is nothing to explain. */
        EMPTY,
        /** More than is taken. */
        TOO_LONG,
        /** So few pixels that nothing can be seen. */
        TOO_SMALL,
        /** Characters that the model was not trained on. */
        UNKNOWN_CHARACTERS,
        /** Words, but not one that the model was trained on. */
        UNKNOWN_WORDS,
        /** Not in the notation or format that it should be in, or damaged. */
        UNPARSABLE
    }

    private final Reason reason;

    public UnencodableInputException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public UnencodableInputException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
