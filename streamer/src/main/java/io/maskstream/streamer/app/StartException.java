package io.maskstream.streamer.app;

/** The streamer cannot start. The message tells the operator what is wrong and what to do. */
public final class StartException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StartException(String message, Throwable cause) {
        super(message, cause);
    }
}
