package io.maskstream.streamer.explain;

import io.maskstream.schemas.record.RefusalReason;

/**
 * A record that can never be explained, even if it is tried again. The message tells its publisher which record and
 * which field are affected, and why.
 */
public final class BadRecordException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final RefusalReason reason;

    public BadRecordException(RefusalReason reason, String message) {
        this(reason, message, null);
    }

    public BadRecordException(RefusalReason reason, String message, Throwable cause) {
        // No stack trace: where this program detected a bad record says nothing about the record, and the dead letter
        // would contain it.
        super(message, cause, false, false);
        this.reason = reason;
    }

    public RefusalReason reason() {
        return reason;
    }
}
