package io.maskstream.schemas.record;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/**
 * Encodes and decodes Avro records of one type: in Avro's single-object encoding, or in the Confluent wire format if
 * there is a schema registry. Thread-safe.
 */
public final class AvroCodec<T extends SpecificRecord> {

    private final AvroReader<T> reader;
    private final SpecificDatumWriter<T> writer;
    private final byte[] header;

    private AvroCodec(Class<T> type, Schema written, byte[] header, SchemaRegistry registry) {
        this.reader = new AvroReader<>(type, registry);
        // The generated code of the records always writes all fields of the current schema, so it is used only for that
        // schema.
        this.writer = new SpecificDatumWriter<>(
                written, written.equals(schemaOf(type)) ? GeneratedRecords.WRITING : GeneratedRecords.INSTANCE);
        this.header = header;
    }

    /** Returns a codec that reads and writes only the single-object encoding. */
    public static <T extends SpecificRecord> AvroCodec<T> singleObject(Class<T> type) {
        return singleObject(type, schemaOf(type));
    }

    /**
     * Returns a codec that writes the single-object encoding with a former schema, for readers that do not know the
     * current one.
     *
     * @param written the former schema, whose fields must have the same positions as in the current schema
     */
    static <T extends SpecificRecord> AvroCodec<T> singleObject(Class<T> type, Schema written) {
        long fingerprint = SchemaNormalization.parsingFingerprint64(written);
        byte[] header = ByteBuffer.allocate(AvroReader.SINGLE_OBJECT_HEADER_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(AvroReader.SINGLE_OBJECT)
                .put(AvroReader.SINGLE_OBJECT_VERSION)
                .putLong(fingerprint)
                .array();
        return new AvroCodec<>(type, written, header, null);
    }

    /**
     * Returns a codec that writes the Confluent wire format and reads both encodings. The schema of the type is
     * registered immediately, so a refusal is noticed before the first record.
     *
     * @param subject subject of the schema, by convention the topic's name followed by {@code -value}
     * @throws SchemaRegistryException if the registry fails or refuses the schema
     */
    public static <T extends SpecificRecord> AvroCodec<T> withRegistry(
            Class<T> type, SchemaRegistry registry, String subject) {
        byte[] header = ByteBuffer.allocate(AvroReader.CONFLUENT_HEADER_BYTES)
                .put(AvroReader.CONFLUENT)
                .putInt(registry.register(subject, schemaOf(type)))
                .array();
        return new AvroCodec<>(type, schemaOf(type), header, registry);
    }

    /** Encodes a record as a topic value. */
    public byte[] encode(T record) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(header);
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        try {
            writer.write(record, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("Writing to memory failed.", e);
        }
        return out.toByteArray();
    }

    /**
     * Decodes a topic value.
     *
     * @throws UnreadableRecordException if the value is null, empty, malformed, or in an encoding that this codec does
     *     not read
     * @throws SchemaRegistryException if the registry fails
     */
    public T decode(byte[] value) {
        return reader.decode(value);
    }

    private static Schema schemaOf(Class<?> type) {
        return GeneratedRecords.INSTANCE.getSchema(type);
    }
}
