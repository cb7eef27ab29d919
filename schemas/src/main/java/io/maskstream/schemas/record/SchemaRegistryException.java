package io.maskstream.schemas.record;

/**
 * Thrown if the schema registry cannot be reached, fails, or refuses a request. The record is not the cause, so no
 * record may be dropped because of it. The message is one sentence that names the registry.
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
