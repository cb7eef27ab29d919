package io.maskstream.trainer.command;

import java.io.IOException;

/** What failed now may succeed when the same command is given again. */
final class TryAgainException extends IOException {

    private static final long serialVersionUID = 1;

    TryAgainException(String message, Throwable cause) {
        super(message, cause);
    }
}
