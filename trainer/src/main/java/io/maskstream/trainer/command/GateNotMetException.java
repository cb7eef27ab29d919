package io.maskstream.trainer.command;

import java.io.IOException;

/** A version is not announced because of a condition of its gate. */
final class GateNotMetException extends IOException {

    private static final long serialVersionUID = 1;

    GateNotMetException(String message) {
        super(message);
    }
}
