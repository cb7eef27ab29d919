package io.maskstream.trainer.command;

import java.io.IOException;

/** Thrown for a failure after which the same command may succeed if it is run again. */
final class TryAgainException extends IOException {

    private static final long serialVersionUID = 1;

    TryAgainException(String message, Throwable cause) {
        super(message, cause);
    }
}
