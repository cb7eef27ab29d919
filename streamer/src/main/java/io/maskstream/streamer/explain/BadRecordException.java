package io.maskstream.streamer.explain;

import io.maskstream.schemas.record.RefusalReason;

/**
 * A record that can never be explained, whoever tries again. The message says to the person who published it which
 * record it was, which field, and why.
 */
public final class BadRecordException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final RefusalReason reason;

    public BadRecordException(RefusalReason reason, String message) {
        this(reason, message, null);
    }

    public BadRecordException(RefusalReason reason, String message, Throwable cause) {
        // No stack trace of its own: where in this program a bad record was noticed says nothing about the record, and
        // the dead letter would carry it.
        super(message, cause, false, false);
        this.reason = reason;
    }

    public RefusalReason reason() {
        return reason;
    }
}
