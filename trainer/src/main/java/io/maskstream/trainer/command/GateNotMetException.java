package io.maskstream.trainer.command;

import java.io.IOException;

/** Thrown when a version is not announced because it fails a condition of its gate. */
final class GateNotMetException extends IOException {

    private static final long serialVersionUID = 1;

    GateNotMetException(String message) {
        super(message);
    }
}
