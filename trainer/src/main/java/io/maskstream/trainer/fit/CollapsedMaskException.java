package io.maskstream.trainer.fit;

/** Thrown when the masks of a fit have become degenerate. The message says which setting to change. */
public final class CollapsedMaskException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CollapsedMaskException(String message) {
        super(message);
    }
}
