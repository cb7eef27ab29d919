package io.maskstream.schemas.record;

import java.nio.charset.StandardCharsets;

/**
 * Reads explanations as {@link ExplanationWriter} writes them, by their first byte: Avro's single-object encoding, the
 * Confluent wire format, or JSON. Safe for use by several threads.
 */
public final class ExplanationReader {

    private final AvroReader<Explanation> avro;

    /** Reads with a schema registry, or without where that is null. */
    public ExplanationReader(SchemaRegistry registry) {
        this.avro = new AvroReader<>(Explanation.class, registry);
    }

    /**
     * Reads an explanation.
     *
     * @throws UnreadableRecordException if the value is none; the message names the field and the reason
     * @throws SchemaRegistryException if the registry fails
     */
    public Explanation read(byte[] value) {
        int brace = JsonStart.of(value);
        return brace < 0
                ? avro.decode(value)
                : ExplanationJson.read(new String(value, brace, value.length - brace, StandardCharsets.UTF_8));
    }
}
