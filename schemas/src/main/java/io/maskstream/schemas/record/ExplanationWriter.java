package io.maskstream.schemas.record;

import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/** Writes explanations as topic values in the configured format. Thread-safe. */
public final class ExplanationWriter {

    private final Function<Explanation, byte[]> format;

    /** Creates a writer of JSON or, for Avro, of the single-object encoding. */
    public ExplanationWriter(ValueFormat format) {
        this.format = switch (format) {
            case AVRO -> AvroCodec.singleObject(Explanation.class)::encode;
            case JSON -> ExplanationWriter::json;
        };
    }

    /**
     * Creates a writer of JSON or, for Avro, of the Confluent wire format, for which it registers the schema.
     *
     * @param topic the topic's name; the subject is this name followed by {@code -value}
     * @throws SchemaRegistryException if the registry fails or refuses the schema
     */
    public ExplanationWriter(ValueFormat format, SchemaRegistry registry, String topic) {
        this.format = switch (format) {
            case AVRO -> AvroCodec.withRegistry(Explanation.class, registry, topic + "-value")::encode;
            case JSON -> ExplanationWriter::json;
        };
    }

    /** Returns an explanation as a topic value. */
    public byte[] write(Explanation explanation) {
        return format.apply(explanation);
    }

    private static byte[] json(Explanation explanation) {
        return ExplanationJson.write(explanation).getBytes(StandardCharsets.UTF_8);
    }
}
