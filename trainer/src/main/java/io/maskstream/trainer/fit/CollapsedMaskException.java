package io.maskstream.trainer.fit;

/** The masks of a fit have become the same for all parts, and explain nothing. Its message says what to change. */
public final class CollapsedMaskException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CollapsedMaskException(String message) {
        super(message);
    }
}
