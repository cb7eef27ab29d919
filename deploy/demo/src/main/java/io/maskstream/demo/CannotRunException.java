package io.maskstream.demo;

/** The command cannot do what it was asked. The message is a sentence for the user: what is wrong, and what to do. */
final class CannotRunException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CannotRunException(String message) {
        super(message);
    }

    CannotRunException(String message, Throwable cause) {
        super(message, cause);
    }
}
