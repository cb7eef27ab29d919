package io.maskstream.streamer.engine;

/** The graph of an explainer contains an operation that may do more than compute. None of the graph was run. */
public final class ForbiddenOperationException extends EngineException {

    private static final long serialVersionUID = 1L;

    ForbiddenOperationException(String message) {
        super(message);
    }

    ForbiddenOperationException(String message, Throwable cause) {
        super(message, cause);
    }
}
