package io.maskstream.demo;

/** Thrown if an explanation does not fit its input and cannot be shown. The message tells the user why. */
final class UnshowableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnshowableException(String message) {
        super(message);
    }

    UnshowableException(String message, Throwable cause) {
        super(message, cause);
    }
}
