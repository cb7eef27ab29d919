package io.maskstream.streamer.replay;

/** Dead letters cannot be replayed. The message is meant for the operator. */
public final class ReplayException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ReplayException(String message, Throwable cause) {
        super(message, cause);
    }
}
