package io.maskstream.schemas.artifact;

/**
 * Thrown for a manifest that no trusted key has signed. The message is a clause about the explainer, such as "it is not
 * signed", and says what to do.
 */
public final class UntrustedManifestException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UntrustedManifestException(String message) {
        super(message);
    }

    UntrustedManifestException(String message, Throwable cause) {
        super(message, cause);
    }
}
