package io.maskstream.schemas.artifact;

/**
 * A manifest that no trusted key has signed. The message is a clause about an explainer, such as "it is not signed", that says
 * what to do.
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
