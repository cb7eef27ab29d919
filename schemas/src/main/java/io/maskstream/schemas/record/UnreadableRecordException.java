package io.maskstream.schemas.record;

/**
 * Thrown for a topic value that cannot be read. The message tells the publisher which field is wrong and why. Another
 * attempt would fail in the same way.
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
