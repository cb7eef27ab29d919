package io.maskstream.trainer.records.source;

import java.io.IOException;

/** Thrown when some of the requested records are not, or no longer, in a topic. */
public final class RecordsGoneException extends IOException {

    private static final long serialVersionUID = 1;

    RecordsGoneException(String message, Throwable cause) {
        super(message, cause);
    }
}
