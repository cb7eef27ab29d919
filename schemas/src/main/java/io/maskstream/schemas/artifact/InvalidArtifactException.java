package io.maskstream.schemas.artifact;

/**
 * Thrown for an explainer artifact that must not be used. The message is one sentence that names the file and the
 * problem.
 */
public final class InvalidArtifactException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public InvalidArtifactException(String message) {
        super(message);
    }

    public InvalidArtifactException(String message, Throwable cause) {
        super(message, cause);
    }
}
