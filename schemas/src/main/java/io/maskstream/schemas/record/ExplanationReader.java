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
        if (value != null && value.length > 0 && value[0] == '{') {
            return ExplanationJson.read(new String(value, StandardCharsets.UTF_8));
        }
        return avro.decode(value);
    }
}
