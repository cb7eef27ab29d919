package io.maskstream.trainer.records.source;

import java.io.IOException;

/** A part of a topic that is to be read is not there, or no longer. */
public final class RecordsGoneException extends IOException {

    private static final long serialVersionUID = 1;

    RecordsGoneException(String message, Throwable cause) {
        super(message, cause);
    }
}
