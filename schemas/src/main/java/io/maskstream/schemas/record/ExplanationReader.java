package io.maskstream.schemas.record;

import java.nio.charset.StandardCharsets;

/**
 * Reads explanations that {@link ExplanationWriter} wrote. The first byte tells the format: Avro's single-object
 * encoding, the Confluent wire format, or JSON. Thread-safe.
 */
public final class ExplanationReader {

    private final AvroReader<Explanation> avro;

    /** Creates a reader; the schema registry may be null. */
    public ExplanationReader(SchemaRegistry registry) {
        this.avro = new AvroReader<>(Explanation.class, registry);
    }

    /**
     * Reads an explanation.
     *
     * @throws UnreadableRecordException if the value is not a valid explanation; the message names the field and the
     *     reason
     * @throws SchemaRegistryException if the registry fails
     */
    public Explanation read(byte[] value) {
        int brace = JsonStart.of(value);
        return brace < 0
                ? avro.decode(value)
                : ExplanationJson.read(new String(value, brace, value.length - brace, StandardCharsets.UTF_8));
    }
}
