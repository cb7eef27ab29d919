package io.maskstream.schemas.record;

import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/** Explanations to topic values, in the format that was configured. Safe for use by several threads. */
public final class ExplanationWriter {

    private final Function<Explanation, byte[]> format;

    /** Writes JSON or, for Avro, the single-object encoding. */
    public ExplanationWriter(ValueFormat format) {
        this.format = switch (format) {
            case AVRO -> AvroCodec.singleObject(Explanation.class)::encode;
            case JSON -> ExplanationWriter::json;
        };
    }

    /**
     * Writes JSON or, for Avro, the Confluent wire format, and registers the schema for that.
     *
     * @param topic the subject is its name followed by {@code -value}
     * @throws SchemaRegistryException if the registry fails, or refuses the schema
     */
    public ExplanationWriter(ValueFormat format, SchemaRegistry registry, String topic) {
        this.format = switch (format) {
            case AVRO -> AvroCodec.withRegistry(Explanation.class, registry, topic + "-value")::encode;
            case JSON -> ExplanationWriter::json;
        };
    }

    /** The explanation as a topic value. */
    public byte[] write(Explanation explanation) {
        return format.apply(explanation);
    }

    private static byte[] json(Explanation explanation) {
        return ExplanationJson.write(explanation).getBytes(StandardCharsets.UTF_8);
    }
}
