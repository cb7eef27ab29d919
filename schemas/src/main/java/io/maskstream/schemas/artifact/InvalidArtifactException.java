package io.maskstream.schemas.artifact;

/** An explainer artifact that must not be used. The message is one sentence that says what is wrong with which file. */
public final class InvalidArtifactException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public InvalidArtifactException(String message) {
        super(message);
    }

    public InvalidArtifactException(String message, Throwable cause) {
        super(message, cause);
    }
}
