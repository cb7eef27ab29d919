package io.maskstream.schemas.input;

import io.maskstream.schemas.record.RefusalReason;

/** Thrown for an input that a model cannot take. The message tells the publisher the field and the reason. */
public final class UnencodableInputException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final RefusalReason reason;

    public UnencodableInputException(RefusalReason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public UnencodableInputException(RefusalReason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public RefusalReason reason() {
        return reason;
    }
}
