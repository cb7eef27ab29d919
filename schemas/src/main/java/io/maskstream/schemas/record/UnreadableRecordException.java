package io.maskstream.schemas.record;

/**
 * A topic value that no reader understands. The message says which field is wrong and why, for the person who published
 * it; another attempt would fail in the same way.
 */
public final class UnreadableRecordException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UnreadableRecordException(String message) {
        super(message);
    }

    public UnreadableRecordException(String message, Throwable cause) {
        super(message, cause);
    }
}
