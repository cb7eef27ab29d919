package io.maskstream.streamer.engine;

/** An explainer was loaded, but does not answer as its manifest says. */
public final class WarmUpException extends EngineException {

    private static final long serialVersionUID = 1L;

    WarmUpException(EngineException cause) {
        super(cause.getMessage(), cause);
    }
}
