package io.maskstream.trainer.records.source;

/** A record that cannot be used. The message gives the reason, without the record's name and without a full stop. */
final class UnusableRecordException extends Exception {

    private static final long serialVersionUID = 1L;

    UnusableRecordException(String reason) {
        super(reason);
    }

    UnusableRecordException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
