package io.maskstream.schemas.files;

/**
 * Thrown for a record that cannot be used. The message gives the reason, without the record's name and without a full
 * stop.
 */
public final class UnusableRecordException extends Exception {

    private static final long serialVersionUID = 1L;

    public UnusableRecordException(String reason) {
        super(reason);
    }

    public UnusableRecordException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
