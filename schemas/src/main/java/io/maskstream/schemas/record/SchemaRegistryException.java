package io.maskstream.schemas.record;

/**
 * The schema registry cannot be reached, is broken, or refuses what it was asked. No record is to blame, so none may be
 * given up because of it. The message is one sentence that names the registry.
 */
public final class SchemaRegistryException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public SchemaRegistryException(String message) {
        super(message);
    }

    public SchemaRegistryException(String message, Throwable cause) {
        super(message, cause);
    }
}
