package io.maskstream.demo;

/** Thrown if the command cannot run. The message is a sentence that tells the user what is wrong and what to do. */
final class CannotRunException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CannotRunException(String message) {
        super(message);
    }

    CannotRunException(String message, Throwable cause) {
        super(message, cause);
    }
}
