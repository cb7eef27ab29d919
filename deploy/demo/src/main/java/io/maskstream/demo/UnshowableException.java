package io.maskstream.demo;

/** An explanation that does not fit what it is said to explain. The message says why, in words for a person. */
final class UnshowableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnshowableException(String message) {
        super(message);
    }

    UnshowableException(String message, Throwable cause) {
        super(message, cause);
    }
}
